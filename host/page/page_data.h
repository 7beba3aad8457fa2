/* SPDX-License-Identifier: BSD-2-Clause */
/* The data of a page of results, which host/page/matrix.js shows: targets, clauses, cases, and the results of each target. */
#pragma once

#include <json-glib/json-glib.h>

/* The targets are TckResultsTarget; their VMs' folders (page_files.h) are added to `folders`. What is missing or of a wrong type in results.json is
 * missing in the page, too, and a verdict that is none is an ERROR. Free with json_node_unref(). */
JsonNode *tck_page_data(const GPtrArray *targets, GPtrArray *folders);
