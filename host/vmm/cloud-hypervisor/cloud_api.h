/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cloud-hypervisor's REST API (docs/api.md and vmm/src/api/openapi/cloud-hypervisor.yaml there): HTTP/1.1 over a Unix socket. What it
 * answers is untrusted.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "journal.h"

/* Connects to a Unix socket of cloud-hypervisor. Returns a descriptor that the caller closes, or -1 with an error, TCK_ERROR_CLOSED if
 * no process serves it. */
int tck_cloud_connect(const char *path, GError **error);

/* Sends a request ("GET", "PUT") to an endpoint ("vm.info"), on a separate connection to the socket at that path. Returns the
 * answer's body, which is NULL if it has none, in *ret_body, to be freed with json_node_unref(). The process is the server's, whose
 * deadline is extended on a busy machine. An answer with an error is TCK_ERROR_REFUSED with its text; a malformed answer is
 * TCK_ERROR_PROTOCOL. The journal may be NULL, as ret_body. */
gboolean tck_cloud_request(const char *path, const char *method, const char *endpoint, GPid process, gint64 deadline,
                           TckJournal *journal, JsonNode **ret_body, GError **error);

/* Parses an answer, as far as it has arrived: FALSE without an error if it is incomplete, with an error if it is malformed. The body is as
 * above. */
gboolean tck_cloud_answer_parse(const char *text, gsize length, guint *ret_status, JsonNode **ret_body, GError **error);
