/* SPDX-License-Identifier: BSD-2-Clause */
#include "vm.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "folder.h"
#include "program.h"
#include "wait.h"

enum { END_SECONDS = 1 }; /* from closed sockets to the end of the process */

Qmp *tck_vm_second_qmp(TckVm *vm, gint64 deadline, GError **error) {
        if (!vm->second_attached && !qmp_handshake(vm->second_qmp, deadline, error))
                return NULL;
        vm->second_attached = TRUE;
        return vm->second_qmp;
}

void tck_vm_free(TckVm *vm) {
        if (!vm)
                return;
        tck_vm_free(vm->kept);
        tck_child_free(vm->child);
        qmp_free(vm->qmp);
        qmp_free(vm->second_qmp);
        tck_probe_free(vm->probe);
        tck_journal_close(vm->qmp_journal);
        tck_journal_close(vm->wire_journal);
        tck_fd_close(vm->output);
        tck_fd_close(vm->ram);
        g_free(vm->name);
        g_free(vm->directory);
        g_free(vm);
}

/* ---- a busy machine ---- */

gint64 tck_vm_deadline(const TckVm *vm, gint64 deadline) {
        static const TckLoad none;

        /* The load is not read if hardly any time has passed. */
        if (g_get_monotonic_time() - vm->began < G_USEC_PER_SEC / 10)
                return deadline;
        return tck_load_put_off(vm->child->pid, &none, deadline);
}

/* ---- starting ---- */

static gboolean create_files(TckVm *vm, GError **error) {
        return tck_make_folder(vm->directory, 0755, error) &&
               (vm->qmp_journal = tck_journal_create(vm->directory, "qmp.jsonl", error)) &&
               (vm->wire_journal = tck_journal_create(vm->directory, "wire.log", error)) &&
               (vm->output = tck_create_file(vm->directory, "stderr.log", O_RDWR, error)) >= 0;
}

static gboolean spawn(TckVm *vm, TckOrigin origin, const int fds[TCK_QEMU_FDS], GError **error) {
        gboolean ram = fds[TCK_QEMU_RAM] >= 0;
        g_autoptr(GPtrArray) argv = tck_qemu_command_line(vm->qemu, &vm->config, vm->name, origin, ram);
        const char *const *words = (const char *const *) argv->pdata;

        if (!tck_shell_save(vm->directory, words, error) ||
            !(vm->child = tck_child_spawn(words, fds, ram ? TCK_QEMU_FDS : TCK_QEMU_RAM, vm->output, error)))
                return FALSE;
        vm->qmp->process = vm->second_qmp->process = vm->probe->process = vm->child->pid;
        return TRUE;
}

/* Makes the pairs of sockets and starts QEMU with one end of each. */
static gboolean connect_and_spawn(TckVm *vm, TckOrigin origin, int ram, GError **error) {
        int ours, theirs[TCK_QEMU_FDS] = {-1, -1, -1, -1, ram};
        /* QEMU uses a descriptor for its file only if its access mode is exactly the one that QEMU asks for. */
        gboolean good =
                tck_child_socket_pair(&ours, &theirs[TCK_QEMU_QMP], error) &&
                (vm->qmp = qmp_new(ours, vm->qmp_journal)) &&
                tck_child_socket_pair(&ours, &theirs[TCK_QEMU_SECOND_QMP], error) &&
                (vm->second_qmp = qmp_new(ours, NULL)) && tck_child_socket_pair(&ours, &theirs[TCK_QEMU_WIRE], error) &&
                (vm->probe = tck_probe_new(ours, vm->wire_journal)) &&
                (theirs[TCK_QEMU_CONSOLE] = tck_create_file(vm->directory, "console.log", O_WRONLY, error)) >= 0 &&
                spawn(vm, origin, theirs, error);

        for (guint i = 0; i < TCK_QEMU_RAM; i++)
                tck_fd_close(theirs[i]);
        return good;
}

/* Creates a memfd for the VM's RAM, if it needs one. */
static gboolean create_ram(TckVm *vm, GError **error) {
        guint64 size = tck_qemu_ram_size(vm->qemu, &vm->config);

        if (!size)
                return TRUE;
        vm->ram = memfd_create("ram", MFD_CLOEXEC);
        if (vm->ram >= 0 && ftruncate(vm->ram, (off_t) size) == 0)
                return TRUE;
        return tck_error_set_errno(error, "cannot make a file for the VM's RAM");
}

static TckVm *start_process(const TckQemu *qemu, const TckVmConfig *config, const char *name, const char *directory,
                            TckOrigin origin, int ram, GError **error) {
        g_autoptr(TckVm) vm = g_new0(TckVm, 1);

        vm->qemu = qemu;
        vm->config = *config;
        vm->name = g_strdup(name);
        vm->directory = g_strdup(directory);
        vm->output = vm->ram = -1;
        vm->began = g_get_monotonic_time();
        if (!create_files(vm, error) || (ram < 0 && !create_ram(vm, error)) ||
            !connect_and_spawn(vm, origin, ram < 0 ? vm->ram : ram, error))
                return NULL;
        return g_steal_pointer(&vm);
}

void tck_vm_attempt_clear(TckVmAttempt *attempt) {
        g_clear_pointer(&attempt->words, g_free);
}

gboolean tck_vm_attempt(const TckQemu *qemu, const TckVmConfig *config, const char *name, const char *directory,
                        gint64 deadline, TckVmAttempt *ret_attempt, GError **error) {
        g_autoptr(TckVm) vm = start_process(qemu, config, name, directory, TCK_ORIGIN_BOOT, -1, error);
        g_autoptr(GError) local = NULL;

        *ret_attempt = (TckVmAttempt){0};
        if (!vm)
                return FALSE;
        ret_attempt->serves = qmp_handshake(vm->qmp, deadline, &local);
        if (!ret_attempt->serves) {
                if (!g_error_matches(local, TCK_ERROR, TCK_ERROR_CLOSED) ||
                    !tck_child_await(vm->child, tck_deadline(END_SECONDS), &ret_attempt->status, NULL)) {
                        g_propagate_error(error, g_steal_pointer(&local));
                        return FALSE;
                }
                ret_attempt->words = tck_child_last_words(vm->output);
        }
        return tck_vm_flush(vm, error);
}

char *tck_vm_attempt_unrefused(const TckVmAttempt *attempt, const char *pattern) {
        g_autofree char *how = attempt->serves ? NULL : tck_child_status_text(attempt->status);

        if (attempt->serves)
                return g_strdup("that it started");
        if (WIFEXITED(attempt->status) && WEXITSTATUS(attempt->status) &&
            g_pattern_match_simple(pattern, attempt->words))
                return NULL;
        return g_strdup_printf("that QEMU %s%s%s", how, *attempt->words ? ": " : " without a message", attempt->words);
}

TckVm *tck_vm_start(const TckQemu *qemu, const TckVmConfig *config, const char *name, const char *directory,
                    TckOrigin origin, int ram, gint64 deadline, GError **error) {
        g_autoptr(TckVm) vm = start_process(qemu, config, name, directory, origin, ram, error);

        if (!vm)
                return NULL;
        if (!qmp_handshake(vm->qmp, deadline, error)) {
                tck_vm_explain_end(vm, error);
                return NULL;
        }
        return g_steal_pointer(&vm);
}

/* Drops the events so far. */
static gboolean drop_events(TckVm *vm, gint64 deadline, GError **error) {
        JsonObject *event;

        /* All events so far precede the reply to a command. */
        if (!qmp_do(vm->qmp, "query-status", NULL, deadline, error))
                return FALSE;
        while ((event = qmp_next_event(vm->qmp)))
                json_object_unref(event);
        return TRUE;
}

gboolean tck_vm_boot(TckVm *vm, gint64 deadline, GError **error) {
        if (vm->config.spec.no_medium)
                return TRUE;
        if (!qmp_do(vm->qmp, "cont", NULL, tck_vm_deadline(vm, deadline), error) ||
            !tck_probe_await_hello(vm->probe, 1, tck_vm_deadline(vm, deadline), error)) {
                tck_vm_explain_end(vm, error);
                g_prefix_error(error, "waiting for the probe's hello: ");
                return FALSE;
        }
        return drop_events(vm, tck_vm_deadline(vm, deadline), error);
}

/* ---- running ---- */

gboolean tck_vm_pump(TckVm *vm, gint64 deadline, GError **error) {
        const int fds[] = {vm->qmp->fd, vm->probe->fd};

        return tck_wait_readable(fds, G_N_ELEMENTS(fds), deadline, error) && qmp_pump(vm->qmp, error) &&
               tck_probe_pump(vm->probe, error);
}

gboolean tck_vm_wait_exit(TckVm *vm, gint64 deadline, int *ret_status, GError **error) {
        if (!tck_child_await(vm->child, deadline, ret_status, error))
                return FALSE;
        /* Reads what is left in the sockets; that they are closed is no error. */
        qmp_pump(vm->qmp, NULL);
        tck_probe_pump(vm->probe, NULL);
        return TRUE;
}

void tck_vm_explain_end(TckVm *vm, GError **error) {
        tck_child_explain_end(vm->child, vm->qemu->program, vm->output, tck_deadline(END_SECONDS), error);
}

gboolean tck_vm_flush(TckVm *vm, GError **error) {
        return tck_journal_flush(vm->qmp_journal, error) && tck_journal_flush(vm->wire_journal, error);
}
