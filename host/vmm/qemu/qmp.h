/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client of the QEMU Machine Protocol (QEMU, docs/interop/qmp-spec) over a connected socket.
 *
 * Commands are matched to replies by id, events are queued in the order of their arrival and never dropped, and each
 * message either way is kept in a journal. What the server says is untrusted: a line that is not a JSON object, is nested
 * too deep or has no end makes the connection fail with TCK_ERROR_PROTOCOL, and so do too many events. A
 * server that keeps sending does not extend a deadline.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "journal.h"

/* A connection. Callers only read it. */
typedef struct {
        int fd;              /* to wait on before qmp_pump() */
        guint version;       /* from the greeting: major * 10000 + minor * 100 + micro */
        char *version_text;  /* the same as text; NULL before the greeting */
        guint stray_replies; /* unexpected ones: each violates the protocol, which has one reply for each command */

        /* The server's process, to be set if it is known: deadlines are extended by the time that a busy machine keeps
         * it waiting. */
        GPid process;

        /* its own */
        TckJournal *journal;
        GByteArray *input;
        gsize scanned; /* bytes of input known to hold no LF */
        GError *failure; /* why the connection has failed; returned by later calls, after earlier messages have been read */
        guint64 last_id;
        JsonObject *greeting;
        GQueue events;
        gsize events_bytes; /* bytes received since the queue was empty */
        guint64 awaited;    /* the id that qmp_execute() waits for, 0 for none */
        JsonObject *reply;  /* the reply with that id, once it has arrived */
} Qmp;

/* Takes over fd, a connected stream socket. The journal is borrowed and may be NULL. Free with qmp_free(). */
Qmp *qmp_new(int fd, TckJournal *journal);
void qmp_free(Qmp *qmp);

/* Awaits the greeting and leaves capabilities negotiation mode. */
gboolean qmp_handshake(Qmp *qmp, gint64 deadline, GError **error);

/* Sends a command and awaits its reply: the value of "return", to be freed with json_node_unref(). An error reply is
 * TCK_ERROR_ABSENT if its class is DeviceNotFound, else TCK_ERROR_REFUSED, with its text. Takes ownership of the arguments, which
 * may be NULL. */
JsonNode *qmp_execute(Qmp *qmp, const char *command, JsonObject *arguments, gint64 deadline, GError **error);

/* The same, and passes a descriptor with the command; -1: none. */
JsonNode *qmp_execute_with_fd(Qmp *qmp, const char *command, JsonObject *arguments, int fd, gint64 deadline,
                              GError **error);

/* A string member of a query's return value; NULL with an error, TCK_ERROR_PROTOCOL if it is missing. Free with g_free(). */
char *qmp_query_text(Qmp *qmp, const char *query, const char *member, gint64 deadline, GError **error);

/* What the human monitor prints for a line, "info registers -a". Free with g_free(). */
char *qmp_monitor_text(Qmp *qmp, const char *line, gint64 deadline, GError **error);

/* Like qmp_execute() for a command whose return value does not matter. */
gboolean qmp_do(Qmp *qmp, const char *command, JsonObject *arguments, gint64 deadline, GError **error);

/* Passes fd to the server by `getfd`, under that name, for a later command. */
gboolean qmp_send_fd(Qmp *qmp, int fd, const char *name, gint64 deadline, GError **error);

/* The oldest event that is queued, without waiting: NULL if there is none. Free with json_object_unref(). */
JsonObject *qmp_next_event(Qmp *qmp);

/* The oldest event, which stays in the queue. Borrowed. */
JsonObject *qmp_peek_event(Qmp *qmp);

/* Takes the oldest event of that name out of the queue. Free with json_object_unref(). */
JsonObject *qmp_take_event(Qmp *qmp, const char *name);

/* Awaits that event, and takes it out of the queue. Free with json_object_unref(). */
gboolean qmp_await_event(Qmp *qmp, const char *name, JsonObject **ret_event, gint64 deadline, GError **error);

/* Reads what has arrived at the socket, without waiting. Fails once the server is gone and everything has been read. */
gboolean qmp_pump(Qmp *qmp, GError **error);

/* A JSON object of string members, for arguments: name, value, ..., NULL. */
JsonObject *qmp_strings(const char *name, ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Qmp, qmp_free)
