/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host's end of the wire: sends commands to a probe and receives its answers (include/wire.h). The probe is a guest and
 * is not trusted: lines that violate the protocol never count as an answer.
 */
#pragma once

#include "journal.h"
#include "wire.h"

/* A conversation with a probe. Callers only read it. */
typedef struct {
        int fd; /* to wait on before tck_probe_pump() */

        /* The number of hellos. The caller adds those that this connection has not seen: before the snapshot that the probe is restored from,
         * or on a connection that a reset of the guest ended. */
        guint hellos;

        /* The number of the last command. It can be set to that of another conversation, whose answer is still to come. */
        guint64 last_sequence;

        GQueue answers; /* received and not yet taken: lines, which are parsed when they are taken */

        /* The first line since the last hello that violates the protocol; NULL if there is none. The caller checks this when it awaits an
         * answer: firmware may write to the same port while it starts, a probe may not. */
        char *garbage;

        /* The hypervisor that runs it, to be set if it is known: the deadline of the hello is extended if a busy machine keeps it waiting. */
        GPid process;

        /* its own */
        TckJournal *journal;
        struct wire_reader reader;
        char *before_hello; /* the last answer before the last hello, if it was not taken */
        char *taken;        /* the line that the last message points into */
} TckProbe;

/* Takes over fd, a connected stream socket. The journal is borrowed and may be NULL. Free with tck_probe_free(). */
TckProbe *tck_probe_new(int fd, TckJournal *journal);
void tck_probe_free(TckProbe *probe);

/* Awaits the probe's hello, the first or a later one: after a reset the probe sends it again, and commands that were not answered by
 * then are void. Everything before the first is ignored: firmware may write to the same port. */
gboolean tck_probe_await_hello(TckProbe *probe, guint number, gint64 deadline, GError **error);

/* Sends a command, the operation and its arguments as one text, without awaiting the answer. A text that is not a valid line of the
 * wire (it is too long, or not all of it is printable ASCII) is TCK_ERROR_PROTOCOL, and is not sent. */
gboolean tck_probe_send(TckProbe *probe, const char *command, guint64 *ret_sequence, GError **error);

/* Sends an empty line: no command, but a byte for a probe that awaits one. */
gboolean tck_probe_nudge(TckProbe *probe, GError **error);

/* Reads what has arrived at the socket, without waiting; fails if the wire is closed. Too many answers are garbage. */
gboolean tck_probe_pump(TckProbe *probe, GError **error);

/* The oldest answer, without waiting. FALSE if there is none. Valid until the next call for this probe. */
gboolean tck_probe_next(TckProbe *probe, struct wire_message *ret_message);

/* The same for the answer to that command that came right before the last hello: a guest that resets itself answers first. */
gboolean tck_probe_before_hello(TckProbe *probe, guint64 sequence, struct wire_message *ret_message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckProbe, tck_probe_free)
