/* SPDX-License-Identifier: BSD-2-Clause */
#include "migration.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <unistd.h>

#include "error.h"
#include "json.h"
#include "wait.h"

/* Requested capacity of the pipe, sixteen times the default, so that its ends wait for each other less often. */
enum { PIPE_BYTES = 1 << 20 };

static void add_capability(JsonArray *list, const char *name, gboolean state) {
        JsonObject *capability = json_object_new();

        json_object_set_string_member(capability, "capability", name);
        json_object_set_boolean_member(capability, "state", state);
        json_array_add_object_element(list, capability);
}

/* Makes QEMU report the progress of migrations, and leave out RAM that is in a file. */
static gboolean set_capabilities(Qmp *qmp, TckRam ram, gint64 deadline, GError **error) {
        JsonObject *arguments = json_object_new();
        JsonArray *list = json_array_new();

        add_capability(list, "events", TRUE);
        if (ram != TCK_RAM_MIGRATED)
                add_capability(list, "x-ignore-shared", ram == TCK_RAM_LEFT_OUT);
        json_object_set_array_member(arguments, "capabilities", list);
        return qmp_do(qmp, "migrate-set-capabilities", arguments, deadline, error);
}

gboolean tck_migration_begin(Qmp *qmp, const char *command, TckRam ram, int end, gint64 deadline, GError **error) {
        return set_capabilities(qmp, ram, deadline, error) && qmp_send_fd(qmp, end, "snapshot", deadline, error) &&
               qmp_do(qmp, command, qmp_strings("uri", "fd:snapshot", NULL), deadline, error);
}

gboolean tck_migration_await(Qmp *qmp, gint64 deadline, GError **error) {
        for (;;) {
                g_autoptr(JsonObject) event = NULL;
                const char *status;

                if (!qmp_await_event(qmp, "MIGRATION", &event, deadline, error))
                        return FALSE;
                status = tck_json_string(tck_json_object(event, "data"), "status");
                if (g_strcmp0(status, "completed") == 0)
                        return TRUE;
                if (g_strcmp0(status, "failed") == 0)
                        return tck_error_set(error, TCK_ERROR_REFUSED, "QEMU reports that the migration failed");
        }
}

/* ---- saving ---- */

/* QEMU writes into a pipe, because newer versions deprecate fd: migration to a file. */
static gboolean drain(int from, int to, gint64 deadline, GError **error) {
        gboolean late = FALSE;

        for (;;) {
                ssize_t n;

                if (!tck_wait_again(deadline, &late, error) || !tck_wait_readable(&from, 1, deadline, error))
                        return FALSE;
                n = splice(from, NULL, to, NULL, 1 << 20, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
                if (n == 0)
                        return TRUE;
                if (n < 0 && errno != EAGAIN && errno != EINTR)
                        return tck_error_set_errno(error, "cannot save the snapshot");
        }
}

gboolean tck_migration_save(Qmp *qmp, TckRam ram, int fd, gint64 deadline, GError **error) {
        int ends[2];
        gboolean good;

        if (!g_unix_open_pipe(ends, FD_CLOEXEC, error))
                return FALSE;
        fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
        good = qmp_do(qmp, "stop", NULL, deadline, error) &&
               tck_migration_begin(qmp, "migrate", ram, ends[1], deadline, error);
        close(ends[1]);
        good = good && drain(ends[0], fd, deadline, error);
        close(ends[0]);
        return good && tck_migration_await(qmp, deadline, error);
}

/* ---- loading ---- */

typedef struct {
        int from, to;
} Feed;

/* Ends at the end of the file, or when QEMU closes its end. Its own offset leaves that of the file unchanged. */
static gpointer feed(gpointer data) {
        Feed *ends = data;
        off64_t offset = 0;

        while (splice(ends->from, &offset, ends->to, NULL, 1 << 20, SPLICE_F_MOVE) > 0)
                ;
        close(ends->to);
        return NULL;
}

gboolean tck_migration_load(Qmp *qmp, TckRam ram, int fd, gint64 deadline, GError **error) {
        int ends[2];
        Feed source;
        GThread *feeder;
        gboolean good;

        if (!g_unix_open_pipe(ends, FD_CLOEXEC, error))
                return FALSE;
        fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
        source = (Feed){fd, ends[1]};
        feeder = g_thread_new("snapshot", feed, &source);
        good = tck_migration_begin(qmp, "migrate-incoming", ram, ends[0], deadline, error) &&
               tck_migration_await(qmp, deadline, error);
        /* Ends the thread even if QEMU did not read everything. */
        close(ends[0]);
        g_thread_join(feeder);
        return good;
}
