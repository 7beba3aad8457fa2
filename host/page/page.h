/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes pages: HTML that contains its style, its script and its data, and shows them in any browser, without a network or a server. */
#pragma once

#include <glib.h>

/* Writes FOLDER/index.html, and FOLDER/files, about the runs at these places (results_target.h), or about the incidents, if all places are
 * incidents' (page_incident.h). TCK_ERROR_USAGE if some are the one and some the other. */
gboolean tck_page_write(const char *folder, const char *const *places, GError **error);

/* Writes a summary of these runs in Markdown: counts for each target, and every result that does not conform. */
gboolean tck_page_write_markdown(const char *path, const char *const *places, GError **error);
