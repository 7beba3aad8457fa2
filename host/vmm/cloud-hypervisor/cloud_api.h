/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cloud-hypervisor's REST API (docs/api.md and vmm/src/api/openapi/cloud-hypervisor.yaml there): HTTP/1.1 over a Unix socket. What it
 * answers is untrusted.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "journal.h"

/* Connects to a Unix socket of cloud-hypervisor's: a descriptor that the caller closes, or -1 with an error, TCK_ERROR_CLOSED if
 * nobody serves it. */
int tck_cloud_connect(const char *path, GError **error);

/* A request by that method ("GET", "PUT") to an endpoint ("vm.info"), on a connection of its own to the socket at that path: the
 * answer's body, which is NULL if it has none, in *ret_body, to be freed with json_node_unref(). The process is the server's, whose
 * deadline is put off on a busy machine. An answer that is no success is TCK_ERROR_REFUSED with what it says; one that is no answer,
 * TCK_ERROR_PROTOCOL. The journal may be NULL, as ret_body. */
gboolean tck_cloud_request(const char *path, const char *method, const char *endpoint, GPid process, gint64 deadline,
                           TckJournal *journal, JsonNode **ret_body, GError **error);

/* Takes an answer apart, as far as it has come: FALSE with no error if more has to come, with an error if it is none. The body is as
 * above. */
gboolean tck_cloud_answer_parse(const char *text, gsize length, guint *ret_status, JsonNode **ret_body, GError **error);
