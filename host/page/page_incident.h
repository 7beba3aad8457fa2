/* SPDX-License-Identifier: BSD-2-Clause */
/* The data of a page about incidents, which host/page/incident.js shows: records as `watch` and `autopsy --output` leave them. */
#pragma once

#include <json-glib/json-glib.h>

/* Whether the place is an incident.json, or a folder that has one. */
gboolean tck_page_is_incident(const char *place);

/* Reads the record of each place; the incidents' folders (page_files.h) are added to `folders`. TCK_ERROR_ENVIRONMENT if one is no record, or cannot
 * be read. Free with json_node_unref(). */
JsonNode *tck_page_incident_data(const char *const *places, GPtrArray *folders, GError **error);
