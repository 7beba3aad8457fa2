/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_vm.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "escape.h"
#include "file.h"
#include "folder.h"
#include "json.h"
#include "lab_messages.h"
#include "migration.h"
#include "program.h"
#include "wait.h"

enum {
        END_SECONDS = 5, /* from the end of the port to the end of the process */
        CONSOLE_TAIL = 4096,
};

struct TckLabVm {
        TckChild *child;
        Qmp *qmp;
        int control;
        int output; /* what commands print */
        TckLabMessages *messages;
        char *program, *directory;
};

void tck_lab_vm_free(TckLabVm *vm) {
        if (!vm)
                return;
        tck_child_free(vm->child);
        qmp_free(vm->qmp);
        tck_fd_close(vm->control);
        tck_fd_close(vm->output);
        tck_lab_messages_free(vm->messages);
        g_free(vm->program);
        g_free(vm->directory);
        g_free(vm);
}

/* ---- starting ---- */

/* The descriptors that QEMU inherits, from 3 on. */
enum { FD_QMP, FD_CONTROL, FD_CONSOLE, FD_OUTPUT, FD_DISK, FD_RAM, FDS };

/* Mitigations would cost time. So would random addresses: TCG uses what it has translated of a library again where the addresses are the
 * same. The clock ticks periodically, which takes highres=off and nohz=off: QEMU's VMRUN changes the CPU's pending interrupts without its
 * lock, and can thereby lose the timer's. If that was the only one, nothing would interrupt a guest that spins. */
#define KERNEL_OPTIONS "console=ttyS0 quiet panic=-1 mitigations=off norandmaps no_timer_check highres=off nohz=off"

/* SVM with nested paging is what KVM needs; other features are left out because kernels expect more of a CPU that has them. One CPU,
 * because two machines with one each are faster than one with two. */
static GPtrArray *command_line(const TckLabMachine *machine, gboolean ram, gboolean incoming) {
        GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

        tck_argv_add(argv, machine->program);
        tck_argv_add_option(argv, "-name", "%s", machine->name);
        tck_argv_add_option(argv, "-machine", "pc%s", ram ? ",memory-backend=ram" : "");
        tck_argv_add_option(argv, "-accel", "tcg");
        tck_argv_add_option(argv, "-cpu", "qemu64,+npt");
        tck_argv_add_option(argv, "-m", "%u", TCK_LAB_MEMORY);
        if (ram)
                tck_argv_add_option(argv, "-object",
                                    "memory-backend-file,id=ram,size=%uM,mem-path=/proc/self/fd/%d,share=%s",
                                    TCK_LAB_MEMORY, 3 + FD_RAM, incoming ? "off" : "on");
        tck_argv_add(argv, "-nodefaults");
        tck_argv_add_option(argv, "-display", "none");
        tck_argv_add(argv, "-S");
        tck_argv_add(argv, "-no-reboot");
        tck_argv_add_option(argv, "-chardev", "socket,id=qmp,fd=%d", 3 + FD_QMP);
        tck_argv_add_option(argv, "-mon", "chardev=qmp,mode=control");
        tck_argv_add_option(argv, "-add-fd", "fd=%d,set=1", 3 + FD_CONSOLE);
        tck_argv_add_option(argv, "-chardev", "file,id=console,path=/dev/fdset/1,append=on");
        tck_argv_add_option(argv, "-device", "isa-serial,chardev=console");
        tck_argv_add_option(argv, "-device", "virtio-serial-pci");
        tck_argv_add_option(argv, "-chardev", "socket,id=control,fd=%d", 3 + FD_CONTROL);
        tck_argv_add_option(argv, "-device", "virtserialport,chardev=control,name=control");
        tck_argv_add_option(argv, "-add-fd", "fd=%d,set=2", 3 + FD_OUTPUT);
        tck_argv_add_option(argv, "-chardev", "file,id=output,path=/dev/fdset/2,append=on");
        tck_argv_add_option(argv, "-device", "virtserialport,chardev=output,name=output");
        tck_argv_add_option(argv, "-add-fd", "fd=%d,set=3", 3 + FD_DISK);
        tck_argv_add_option(argv, "-blockdev", "driver=file,node-name=disk,filename=/dev/fdset/3,read-only=on");
        tck_argv_add_option(argv, "-device", "virtio-blk-pci,drive=disk");
        tck_argv_add_option(argv, "-kernel", "%s", machine->kernel);
        tck_argv_add_option(argv, "-append", "%s", KERNEL_OPTIONS);
        /* A saved state already contains the initramfs. */
        tck_argv_add_option(argv, incoming ? "-incoming" : "-initrd", "%s", incoming ? "defer" : machine->initramfs);
        g_ptr_array_add(argv, NULL);
        return argv;
}

static gboolean spawn(TckLabVm *vm, const TckLabMachine *machine, const int fds[FDS], gboolean incoming,
                      GError **error) {
        gboolean ram = fds[FD_RAM] >= 0;
        g_autoptr(GPtrArray) argv = command_line(machine, ram, incoming);
        const char *const *words = (const char *const *) argv->pdata;

        vm->output = tck_create_file(vm->directory, "stderr.log", O_RDWR, error);
        if (vm->output < 0 || !tck_shell_save(vm->directory, words, error) ||
            !(vm->child = tck_child_spawn(words, fds, ram ? FDS : FD_RAM, vm->output, error)))
                return FALSE;
        vm->qmp->process = vm->child->pid;
        return TRUE;
}

static gboolean connect_and_spawn(TckLabVm *vm, const TckLabMachine *machine, int ram, gboolean incoming,
                                  GError **error) {
        int qmp = -1, theirs[FDS] = {-1, -1, -1, machine->output, machine->disk, ram};
        gboolean good = tck_child_socket_pair(&qmp, &theirs[FD_QMP], error) && (vm->qmp = qmp_new(qmp, NULL)) &&
                        tck_child_socket_pair(&vm->control, &theirs[FD_CONTROL], error) &&
                        (theirs[FD_CONSOLE] = tck_create_file(vm->directory, "console.log", O_WRONLY, error)) >= 0 &&
                        spawn(vm, machine, theirs, incoming, error);

        for (guint i = 0; i < FD_OUTPUT; i++)
                tck_fd_close(theirs[i]);
        return good && (fcntl(vm->control, F_SETFL, O_NONBLOCK) == 0 || tck_error_set_errno(error, "fcntl"));
}

static TckLabVm *start(const TckLabMachine *machine, int ram, gboolean incoming, gint64 deadline, GError **error) {
        g_autoptr(TckLabVm) vm = g_new0(TckLabVm, 1);

        vm->control = vm->output = -1;
        vm->program = g_strdup(machine->program);
        vm->directory = g_strdup(machine->directory);
        vm->messages = tck_lab_messages_new();
        if (!tck_make_folder(vm->directory, 0755, error) || !connect_and_spawn(vm, machine, ram, incoming, error))
                return NULL;
        if (!qmp_handshake(vm->qmp, deadline, error)) {
                tck_child_explain_end(vm->child, vm->program, vm->output, tck_deadline(END_SECONDS), error);
                return NULL;
        }
        return g_steal_pointer(&vm);
}

/* ---- its messages ---- */

/* The line of its console that says why the kernel panicked, or else the last one that is not empty, escaped. Free with g_free(). */
static char *telling_line(const TckLabVm *vm) {
        g_autofree char *path = g_build_filename(vm->directory, "console.log", NULL);
        g_auto(TckFd) fd = open(path, O_RDONLY | O_CLOEXEC);
        char text[CONSOLE_TAIL + 1];
        off_t size = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
        ssize_t n = fd >= 0 ? pread(fd, text, CONSOLE_TAIL, MAX(size - CONSOLE_TAIL, 0)) : 0;
        char *panic, *line;

        text[MAX(n, 0)] = '\0';
        g_strchomp(text);
        panic = strstr(text, "Kernel panic");
        line = strrchr(text, '\n');
        if (panic)
                panic[strcspn(panic, "\r\n")] = '\0';
        return tck_escape(panic ? panic : line ? line + 1 : text, "");
}

/* Adds the last line of the console to an error, and how QEMU ended if the port was closed. */
static void explain(TckLabVm *vm, GError **error) {
        g_autofree char *line = telling_line(vm);

        if (!error || !*error || g_error_matches(*error, TCK_ERROR, TCK_ERROR_CANCELLED))
                return;
        tck_child_explain_end(vm->child, vm->program, vm->output, tck_deadline(END_SECONDS), error);
        if (*line) {
                g_autofree char *message = g_strdup_printf("%s; its console says: %s", (*error)->message, line);

                g_free((*error)->message);
                (*error)->message = g_steal_pointer(&message);
        }
}

/* What shows why a machine fell silent: whether its CPU is halted, loops, or waits for an interrupt that was lost. QEMU's CPU time is that of
 * each moment. Saved in the file state.log, as far as its monitor answers. */
static void save_state(const TckLabVm *vm) {
        static const char *const lines[] = {"info status", "info registers", "info pic", "info lapic",
                                            "info registers"};
        g_autofree char *path = g_build_filename(vm->directory, "state.log", NULL);
        g_autoptr(GString) text = g_string_new(NULL);
        gint64 deadline = tck_deadline(END_SECONDS);

        for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
                g_autoptr(GError) error = NULL;
                g_autofree char *answer = qmp_monitor_text(vm->qmp, lines[i], deadline, &error);

                g_string_append_printf(text, "%s, after %" G_GUINT64_FORMAT " ms of CPU time:\n%s\n", lines[i],
                                       tck_load_of(vm->child->pid).ran / 1000, answer ? answer : error->message);
        }
        g_file_set_contents(path, text->str, (gssize) text->len, NULL);
}

/* Reads the bytes that wait at the port. */
static gboolean read_port(TckLabVm *vm, GError **error) {
        char bytes[65536];
        ssize_t n = read(vm->control, bytes, sizeof bytes);

        if (n == 0 || (n < 0 && errno == ECONNRESET))
                return tck_error_set(error, TCK_ERROR_CLOSED, "it closed its port");
        if (n < 0 && errno != EAGAIN && errno != EINTR)
                return tck_error_set_errno(error, "cannot read from the lab");
        return n <= 0 || tck_lab_messages_feed(vm->messages, bytes, (gsize) n, error);
}

JsonObject *tck_lab_vm_next(TckLabVm *vm, gint64 deadline, GError **error) {
        TckPatience patience = tck_patience(vm->child->pid, deadline);
        GError *reason = NULL;

        while (!tck_lab_messages_wait(vm->messages))
                if (!tck_patience_wait(&patience, &vm->control, 1, &reason) || !read_port(vm, &reason)) {
                        if (g_error_matches(reason, TCK_ERROR, TCK_ERROR_TIMEOUT))
                                save_state(vm);
                        explain(vm, &reason);
                        g_propagate_error(error, reason);
                        return NULL;
                }
        return tck_lab_messages_next(vm->messages, error);
}

gboolean tck_lab_vm_command(TckLabVm *vm, const char *line, gint64 deadline, GError **error) {
        g_autofree char *text = g_strconcat(line, "\n", NULL);

        g_assert(!strchr(line, '\n'));
        return tck_write_all(vm->control, text, strlen(text), deadline, error);
}

/* When the message arrived, QEMU had already been notified of the output before it. It handles all notifications before it answers the
 * next command. */
gboolean tck_lab_vm_flush(TckLabVm *vm, gint64 deadline, GError **error) {
        return qmp_do(vm->qmp, "query-status", NULL, deadline, error);
}

/* Waits for the message that it is ready. */
static gboolean await_ready(TckLabVm *vm, gint64 deadline, GError **error) {
        g_autoptr(JsonObject) message = tck_lab_vm_next(vm, deadline, error);
        const char *broken = tck_json_string(message, "broken");
        g_autofree char *why = broken ? tck_escape(broken, "") : NULL;

        if (!message)
                return FALSE;
        if (why)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "it has no KVM: %s", why);
        return tck_json_string(message, "ready") ||
               tck_error_set(error, TCK_ERROR_PROTOCOL, "it does not say that it is ready");
}

/* ---- boot, save, restore ---- */

static gboolean run(TckLabVm *vm, gint64 deadline, GError **error) {
        if (qmp_do(vm->qmp, "cont", NULL, deadline, error))
                return TRUE;
        explain(vm, error);
        return FALSE;
}

TckLabVm *tck_lab_vm_boot(const TckLabMachine *machine, int ram, gint64 deadline, GError **error) {
        g_autoptr(TckLabVm) vm = start(machine, ram, FALSE, deadline, error);

        return vm && run(vm, deadline, error) && await_ready(vm, deadline, error) ? g_steal_pointer(&vm) : NULL;
}

gboolean tck_lab_vm_save(TckLabVm *vm, int state, gint64 deadline, GError **error) {
        return tck_migration_save(vm->qmp, TCK_RAM_LEFT_OUT, state, deadline, error);
}

TckLabVm *tck_lab_vm_restore(const TckLabMachine *machine, int ram, int state, gint64 deadline, GError **error) {
        g_autoptr(TckLabVm) vm = start(machine, ram, TRUE, deadline, error);

        if (!vm || !tck_migration_load(vm->qmp, TCK_RAM_LEFT_OUT, state, deadline, error) || !run(vm, deadline, error))
                return NULL;
        /* An empty line asks whether the lab is ready. */
        return tck_lab_vm_command(vm, "", deadline, error) && await_ready(vm, deadline, error) ? g_steal_pointer(&vm)
                                                                                               : NULL;
}
