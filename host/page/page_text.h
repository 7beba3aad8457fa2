/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON inside of a page. */
#pragma once

#include <json-glib/json-glib.h>

/* The value as JSON that can be inside of <script>, as data or as an expression: it has neither "<", nor line separators that are
 * not allowed in a script's strings everywhere. Free with g_free(). */
char *tck_page_script_text(JsonNode *root);
