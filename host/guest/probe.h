/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host's end of the wire: sends a probe its commands and takes its answers (include/wire.h). The probe is a guest and
 * is not trusted: whatever breaks the protocol is never taken for an answer.
 */
#pragma once

#include "journal.h"
#include "wire.h"

typedef struct TckProbe TckProbe;

/* Takes over fd, a connected stream socket. The journal is borrowed and may be NULL. Free with tck_probe_free(). */
TckProbe *tck_probe_new(int fd, TckJournal *journal);
void tck_probe_free(TckProbe *probe);

/* Awaits the probe's hello, the first or a later one: a guest that is reset says it again, and what it had not answered by
 * then is void. What comes before the first is passed over: firmware may talk on the same port. */
gboolean tck_probe_await_hello(TckProbe *probe, guint number, gint64 deadline, GError **error);

/* How many hellos have come. */
guint tck_probe_hellos(const TckProbe *probe);

/* The probe has said that many hellos where this connection did not hear them: before the snapshot that it is restored from, or on
 * a connection that the reset of its guest ended. */
void tck_probe_skip_hellos(TckProbe *probe, guint count);

/* And it comes from another probe's conversation, whose last command had that number: that is yet to be answered. */
void tck_probe_resume(TckProbe *probe, guint64 sequence);

/* Sends a command, the operation and its arguments as one text, without awaiting the answer. One that makes no line of the
 * wire (it is too long, or not all of it is printable ASCII) is TCK_ERROR_PROTOCOL, and is not sent. */
gboolean tck_probe_send(TckProbe *probe, const char *command, guint64 *ret_sequence, GError **error);

/* Sends an empty line: no command, but a byte for a probe that awaits one. */
gboolean tck_probe_nudge(TckProbe *probe, GError **error);

/* The first of what came since the last hello and is not a line of the protocol; NULL if all was in order. Whoever awaits
 * an answer has to ask: firmware on its way up may talk on the same port, a probe may not. Borrowed. */
const char *tck_probe_garbage(const TckProbe *probe);

/* Takes in what the socket holds, without waiting; a closed wire fails. More answers than there can be are garbage. */
gboolean tck_probe_pump(TckProbe *probe, GError **error);

/* The oldest answer, without waiting. FALSE if there is none. Valid until the next call for this probe. */
gboolean tck_probe_next(TckProbe *probe, struct wire_message *ret_message);

/* Answers that are in and not yet taken. */
guint tck_probe_pending(const TckProbe *probe);

/* The descriptor to wait on before tck_probe_pump(). */
int tck_probe_fd(const TckProbe *probe);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckProbe, tck_probe_free)
