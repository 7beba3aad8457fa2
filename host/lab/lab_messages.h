/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the lab sends over its port: lines, each of which is a JSON object. It is untrusted: a line, its nesting and the number of those
 * that wait have limits.
 */
#pragma once

#include <json-glib/json-glib.h>

typedef struct TckLabMessages TckLabMessages;

/* Free with tck_lab_messages_free(), which takes NULL, too. */
TckLabMessages *tck_lab_messages_new(void);
void tck_lab_messages_free(TckLabMessages *messages);

/* Takes the next bytes. TCK_ERROR_PROTOCOL: too many messages wait. */
gboolean tck_lab_messages_feed(TckLabMessages *messages, const char *bytes, gsize length, GError **error);

/* Whether a message waits. */
gboolean tck_lab_messages_wait(const TckLabMessages *messages);

/* The oldest that waits; there has to be one. NULL with TCK_ERROR_PROTOCOL for a line that is not a message. Free with
 * json_object_unref(). */
JsonObject *tck_lab_messages_next(TckLabMessages *messages, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLabMessages, tck_lab_messages_free)
