/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "migration.h"

struct TckSnapshot {
        int fd;
        int ram; /* -1 if the RAM is in `fd` */
};

void tck_snapshot_free(TckSnapshot *snapshot) {
        if (!snapshot)
                return;
        tck_fd_close(snapshot->fd);
        tck_fd_close(snapshot->ram);
        g_free(snapshot);
}

/* How a migration treats the VM's RAM. */
static TckRam ram_of(const TckVm *vm, gboolean left_out) {
        return !tck_qemu_ram_size(vm->qemu, &vm->config) ? TCK_RAM_MIGRATED
               : left_out                                ? TCK_RAM_LEFT_OUT
                                                         : TCK_RAM_COPIED;
}

/* ---- saving ---- */

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
        return tck_migration_save(vm->qmp, ram_of(vm, with_file), snapshot->fd, deadline, error)
                       ? g_steal_pointer(&snapshot)
                       : NULL;
}

/* Copies the data of a sparse file; the VM is stopped. FALSE with errno. */
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
        begun = tck_migration_begin(vm->qmp, "migrate", ram_of(vm, FALSE), ends[1], deadline, error);
        close(ends[1]);
        if (!begun)
                return FALSE;
        if (tck_migration_await(vm->qmp, deadline, &local))
                return tck_error_set(error, TCK_ERROR_PROTOCOL,
                                     "QEMU reports success for a migration without a receiver");
        if (g_error_matches(local, TCK_ERROR, TCK_ERROR_REFUSED))
                return TRUE;
        g_propagate_error(error, g_steal_pointer(&local));
        return FALSE;
}

/* ---- restoring ---- */

/* A VM in the saved state, not continued. */
static TckVm *open_snapshot(const TckSnapshot *snapshot, const TckQemu *qemu, const TckVmConfig *config,
                            const char *name, const char *directory, gint64 deadline, GError **error) {
        gboolean with_file = snapshot->ram >= 0;
        g_autoptr(TckVm) vm =
                tck_vm_start(qemu, config, name, directory, with_file ? TCK_ORIGIN_SNAPSHOT : TCK_ORIGIN_INCOMING,
                             snapshot->ram, deadline, error);

        if (!vm)
                return NULL;
        vm->probe->hellos = 1;
        if (!tck_migration_load(vm->qmp, ram_of(vm, with_file), snapshot->fd, tck_vm_deadline(vm, deadline), error)) {
                tck_vm_explain_end(vm, error);
                g_prefix_error(error, "restoring a snapshot: ");
                return NULL;
        }
        return g_steal_pointer(&vm);
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

        g_assert(!vm->kept); /* a case moves its VM only once */
        if (moved)
                vm->kept = moved;
        return moved;
}
