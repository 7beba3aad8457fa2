/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client of the QEMU Machine Protocol (QEMU, docs/interop/qmp-spec) over a connected socket.
 *
 * Commands are matched to replies by id, events are queued in the order of their arrival and never dropped, and each
 * message either way is kept in a journal. What the server says is untrusted: a line that is not a JSON object, is nested
 * beyond reason or has no end makes the connection fail, with TCK_ERROR_PROTOCOL, and so do more events than there can be. A
 * server that talks all the time does not prolong a deadline.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "journal.h"

/* A connection, for others to read. */
typedef struct {
        int fd;             /* to wait on before qmp_pump() */
        guint version;      /* that of the greeting, as major * 10000 + minor * 100 + micro */
        char *version_text; /* the same as text; NULL before the greeting */
        guint stray_replies; /* that no command waits for: each a breach of the protocol, which asks for one reply a command */

        /* Which process serves, to be set where it is known: the deadlines of what it owes are put off as long as a busy machine keeps
         * it waiting. */
        GPid process;

        /* its own */
        TckJournal *journal;
        GByteArray *input;
        gsize scanned;   /* bytes of input known to hold no LF */
        GError *failure; /* why nothing can come any more; told to each who asks, for what came before still counts */
        guint64 last_id;
        JsonObject *greeting;
        GQueue events;
        gsize events_bytes; /* what has come since there were none */
        guint64 awaited;    /* the id that qmp_execute() waits for, 0 for none */
        JsonObject *reply;  /* with that id, once it is there */
} Qmp;

/* Takes over fd, a connected stream socket. The journal is borrowed and may be NULL. Free with qmp_free(). */
Qmp *qmp_new(int fd, TckJournal *journal);
void qmp_free(Qmp *qmp);

/* Awaits the greeting and leaves capabilities negotiation mode. */
gboolean qmp_handshake(Qmp *qmp, gint64 deadline, GError **error);

/* Sends a command and awaits its reply: the value of "return", to be freed with json_node_unref(). An error reply is
 * TCK_ERROR_ABSENT if its class is DeviceNotFound, else TCK_ERROR_REFUSED, with its text. The arguments are taken over and
 * may be NULL. */
JsonNode *qmp_execute(Qmp *qmp, const char *command, JsonObject *arguments, gint64 deadline, GError **error);

/* The text that a query's answer has as that member; NULL with an error, TCK_ERROR_PROTOCOL if it has none. Free with g_free(). */
char *qmp_query_text(Qmp *qmp, const char *query, const char *member, gint64 deadline, GError **error);

/* Like qmp_execute() for a command whose return value does not matter. */
gboolean qmp_do(Qmp *qmp, const char *command, JsonObject *arguments, gint64 deadline, GError **error);

/* Hands fd to the server as `getfd` does, under that name, for a later command to use. */
gboolean qmp_send_fd(Qmp *qmp, int fd, const char *name, gint64 deadline, GError **error);

/* The oldest event that is queued, without waiting: NULL if there is none. Free with json_object_unref(). */
JsonObject *qmp_next_event(Qmp *qmp);

/* Looks at the oldest event and leaves it there. Borrowed. */
JsonObject *qmp_peek_event(Qmp *qmp);

/* The oldest event of that name, taken out from among the others. Free with json_object_unref(). */
JsonObject *qmp_take_event(Qmp *qmp, const char *name);

/* Awaits that event, and takes it out. Free with json_object_unref(). */
gboolean qmp_await_event(Qmp *qmp, const char *name, JsonObject **ret_event, gint64 deadline, GError **error);

/* Takes in what the socket holds, without waiting. Fails once the server is gone and nothing more can come. */
gboolean qmp_pump(Qmp *qmp, GError **error);

/* A JSON object of string members, for arguments: name, value, ..., NULL. */
JsonObject *qmp_strings(const char *name, ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Qmp, qmp_free)
