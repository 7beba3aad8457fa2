/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host's end of the wire: sends a probe its commands and takes its answers (include/wire.h). The probe is a guest and
 * is not trusted: whatever breaks the protocol is never taken for an answer.
 */
#pragma once

#include "journal.h"
#include "wire.h"

/* A conversation with one, for others to read. */
typedef struct {
        int fd; /* to wait on before tck_probe_pump() */

        /* How many hellos have come. Whoever knows of more adds them: the probe said them before the snapshot that it is restored from,
         * or on a connection that the reset of its guest ended. */
        guint hellos;

        /* The number of the last command. It can be set to that of another conversation, which is yet to be answered. */
        guint64 last_sequence;

        GQueue answers; /* that are in and not yet taken: lines, parsed when they are taken */

        /* The first of what came since the last hello and is not a line of the protocol; NULL if all was in order. Whoever awaits an
         * answer has to ask: firmware on its way up may talk on the same port, a probe may not. */
        char *garbage;

        /* The hypervisor that runs it, to be set where it is known: a busy machine that keeps it waiting puts off the hello. */
        GPid process;

        /* its own */
        TckJournal *journal;
        struct wire_reader reader;
        char *taken; /* the line that the last message points into */
} TckProbe;

/* Takes over fd, a connected stream socket. The journal is borrowed and may be NULL. Free with tck_probe_free(). */
TckProbe *tck_probe_new(int fd, TckJournal *journal);
void tck_probe_free(TckProbe *probe);

/* Awaits the probe's hello, the first or a later one: a guest that is reset says it again, and what it had not answered by
 * then is void. What comes before the first is passed over: firmware may talk on the same port. */
gboolean tck_probe_await_hello(TckProbe *probe, guint number, gint64 deadline, GError **error);

/* Sends a command, the operation and its arguments as one text, without awaiting the answer. One that makes no line of the
 * wire (it is too long, or not all of it is printable ASCII) is TCK_ERROR_PROTOCOL, and is not sent. */
gboolean tck_probe_send(TckProbe *probe, const char *command, guint64 *ret_sequence, GError **error);

/* Sends an empty line: no command, but a byte for a probe that awaits one. */
gboolean tck_probe_nudge(TckProbe *probe, GError **error);

/* Takes in what the socket holds, without waiting; a closed wire fails. More answers than there can be are garbage. */
gboolean tck_probe_pump(TckProbe *probe, GError **error);

/* The oldest answer, without waiting. FALSE if there is none. Valid until the next call for this probe. */
gboolean tck_probe_next(TckProbe *probe, struct wire_message *ret_message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckProbe, tck_probe_free)
