/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "json.h"
#include "wait.h"

/* What a pipe holds, if the system lets it: sixteen times the default, so that its ends wait for each other less often. */
enum { PIPE_BYTES = 1 << 20 };

struct TckSnapshot {
        int fd;
        int ram; /* -1 if `fd` has it */
};

void tck_snapshot_free(TckSnapshot *snapshot) {
        if (!snapshot)
                return;
        tck_fd_close(snapshot->fd);
        tck_fd_close(snapshot->ram);
        g_free(snapshot);
}

static void add_capability(JsonArray *list, const char *name, gboolean state) {
        JsonObject *capability = json_object_new();

        json_object_set_string_member(capability, "capability", name);
        json_object_set_boolean_member(capability, "state", state);
        json_array_add_object_element(list, capability);
}

/* Has QEMU report the progress of migrations, and leave out RAM that is in a file. */
static gboolean set_capabilities(TckVm *vm, gboolean without_ram, gint64 deadline, GError **error) {
        JsonObject *arguments = json_object_new();
        JsonArray *list = json_array_new();

        add_capability(list, "events", TRUE);
        if (tck_qemu_ram_size(vm->qemu, &vm->config))
                add_capability(list, "x-ignore-shared", without_ram);
        json_object_set_array_member(arguments, "capabilities", list);
        return qmp_do(vm->qmp, "migrate-set-capabilities", arguments, deadline, error);
}

static gboolean await_migration(TckVm *vm, gint64 deadline, GError **error) {
        for (;;) {
                g_autoptr(JsonObject) event = NULL;
                const char *status;

                if (!qmp_await_event(vm->qmp, "MIGRATION", &event, deadline, error))
                        return FALSE;
                status = tck_json_string(tck_json_object(event, "data"), "status");
                if (g_strcmp0(status, "completed") == 0)
                        return TRUE;
                if (g_strcmp0(status, "failed") == 0)
                        return tck_error_set(error, TCK_ERROR_REFUSED, "QEMU says that the migration failed");
        }
}

/* ---- saving ---- */

/* QEMU writes into a pipe, not into the file: its fd: migration to a file is on its way out of newer versions. */
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

/* Has QEMU migrate, by `migrate` or `migrate-incoming`, over that end of a pipe. */
static gboolean begin_migration(TckVm *vm, const char *command, gboolean without_ram, int end, gint64 deadline,
                                GError **error) {
        Qmp *qmp = vm->qmp;

        return set_capabilities(vm, without_ram, deadline, error) &&
               qmp_send_fd(qmp, end, "snapshot", deadline, error) &&
               qmp_do(qmp, command, qmp_strings("uri", "fd:snapshot", NULL), deadline, error);
}

static gboolean save(TckVm *vm, const TckSnapshot *snapshot, gint64 deadline, GError **error) {
        int ends[2];
        gboolean good;

        if (!g_unix_open_pipe(ends, FD_CLOEXEC, error))
                return FALSE;
        fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
        good = qmp_do(vm->qmp, "stop", NULL, deadline, error) &&
               begin_migration(vm, "migrate", snapshot->ram >= 0, ends[1], deadline, error);
        close(ends[1]);
        good = good && drain(ends[0], snapshot->fd, deadline, error);
        close(ends[0]);
        return good && await_migration(vm, deadline, error);
}

static int make_file(GError **error) {
        int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

        if (fd < 0)
                tck_error_set_errno(error, "cannot make a temporary file for the snapshot (TMPDIR chooses where)");
        return fd;
}

static TckSnapshot *take(TckVm *vm, gboolean with_file, gint64 deadline, GError **error) {
        g_autoptr(TckSnapshot) snapshot = g_new0(TckSnapshot, 1);

        snapshot->ram = -1;
        snapshot->fd = make_file(error);
        if (snapshot->fd < 0 || (with_file && (snapshot->ram = make_file(error)) < 0))
                return NULL;
        return save(vm, snapshot, deadline, error) ? g_steal_pointer(&snapshot) : NULL;
}

/* Copies what there is of a file with holes; the VM does not run. FALSE with errno. */
static gboolean copy_file(int from, int to, off_t size) {
        off_t data = 0;

        while (data < size && (data = lseek(from, data, SEEK_DATA)) >= 0) {
                off_t hole = lseek(from, data, SEEK_HOLE);

                if (lseek(to, data, SEEK_SET) < 0)
                        return FALSE;
                while (data < hole)
                        if (sendfile(to, from, &data, (size_t) (hole - data)) <= 0)
                                return FALSE;
        }
        return ftruncate(to, size) == 0;
}

TckSnapshot *tck_snapshot_save(TckVm *vm, gint64 deadline, GError **error) {
        off_t size = (off_t) tck_qemu_ram_size(vm->qemu, &vm->config);
        g_autoptr(TckSnapshot) snapshot = take(vm, vm->ram >= 0, deadline, error);

        if (!snapshot)
                return NULL;
        if (vm->ram >= 0 && !copy_file(vm->ram, snapshot->ram, size)) {
                tck_error_set_errno(error, "cannot save the RAM of a snapshot");
                return NULL;
        }
        return tck_vm_boot(vm, deadline, error) ? g_steal_pointer(&snapshot) : NULL;
}

gboolean tck_snapshot_fail(TckVm *vm, gint64 deadline, GError **error) {
        g_autoptr(GError) local = NULL;
        gboolean begun;
        int ends[2];

        if (!g_unix_open_pipe(ends, FD_CLOEXEC, error))
                return FALSE;
        close(ends[0]);
        begun = begin_migration(vm, "migrate", FALSE, ends[1], deadline, error);
        close(ends[1]);
        if (!begun)
                return FALSE;
        if (await_migration(vm, deadline, &local))
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "QEMU says that it migrated to nowhere");
        if (g_error_matches(local, TCK_ERROR, TCK_ERROR_REFUSED))
                return TRUE;
        g_propagate_error(error, g_steal_pointer(&local));
        return FALSE;
}

/* ---- restoring ---- */

typedef struct {
        int from, to;
} Feed;

/* Runs until the file is at its end or QEMU reads no more; its own offset leaves others' alone. */
static gpointer feed(gpointer data) {
        Feed *ends = data;
        off64_t offset = 0;

        while (splice(ends->from, &offset, ends->to, NULL, 1 << 20, SPLICE_F_MOVE) > 0)
                ;
        close(ends->to);
        return NULL;
}

static TckVm *start_incoming(const TckQemu *qemu, const TckVmConfig *config, const char *name, const char *directory,
                             int from, int ram, gint64 deadline, GError **error) {
        g_autoptr(TckVm) vm = tck_vm_start(qemu, config, name, directory,
                                           ram >= 0 ? TCK_ORIGIN_SNAPSHOT : TCK_ORIGIN_INCOMING, ram, deadline, error);

        if (!vm)
                return NULL;
        vm->probe->hellos = 1;
        if (!begin_migration(vm, "migrate-incoming", ram >= 0, from, tck_vm_deadline(vm, deadline), error) ||
            !await_migration(vm, tck_vm_deadline(vm, deadline), error)) {
                tck_vm_explain_end(vm, error);
                g_prefix_error(error, "restoring a snapshot: ");
                return NULL;
        }
        return g_steal_pointer(&vm);
}

static TckVm *open_snapshot(const TckSnapshot *snapshot, const TckQemu *qemu, const TckVmConfig *config,
                            const char *name, const char *directory, gint64 deadline, GError **error) {
        int ends[2];
        Feed source;
        GThread *feeder;
        TckVm *vm;

        if (!g_unix_open_pipe(ends, FD_CLOEXEC, error))
                return NULL;
        fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
        source = (Feed){snapshot->fd, ends[1]};
        feeder = g_thread_new("snapshot", feed, &source);
        vm = start_incoming(qemu, config, name, directory, ends[0], snapshot->ram, deadline, error);
        /* Without a reader the feeder comes to its end, whatever became of the VM. */
        close(ends[0]);
        g_thread_join(feeder);
        return vm;
}

TckVm *tck_snapshot_restore(const TckSnapshot *snapshot, const TckQemu *qemu, const TckVmConfig *config,
                            const char *name, const char *directory, gint64 deadline, GError **error) {
        g_autoptr(TckVm) vm = open_snapshot(snapshot, qemu, config, name, directory, deadline, error);

        return vm && tck_vm_boot(vm, deadline, error) ? g_steal_pointer(&vm) : NULL;
}

TckVm *tck_snapshot_move(TckVm *vm, gint64 deadline, GError **error) {
        g_autofree char *directory = g_build_filename(vm->directory, "moved", NULL);
        g_autoptr(TckSnapshot) snapshot = take(vm, FALSE, deadline, error);
        TckVm *moved =
                snapshot ? open_snapshot(snapshot, vm->qemu, &vm->config, vm->name, directory, deadline, error) : NULL;

        g_assert(!vm->kept); /* a case moves its VM once */
        if (moved)
                vm->kept = moved;
        return moved;
}
