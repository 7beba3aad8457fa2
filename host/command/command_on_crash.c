/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints a Markdown table of what libvirt does after a panic under each on_crash: docs/on-crash.md is made from it. */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "error.h"
#include "check_end.h"
#include "check_libvirt.h"
#include "pvpanic.h"
#include "qemu.h"
#include "reaper.h"
#include "wait.h"

enum { ASK_SECONDS = 20, PATIENCE_SECONDS = 5 };

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

/* ---- a row ---- */

/* A row of the table; empty if libvirt refuses to define such a domain. */
typedef struct {
        char *events, *state;
        const char *hypervisor, *guest, *core;
} Row;

static Row *row; /* the current one */

/* Looks once libvirt has finished by itself: a restart is finished with the guest's hello. */
static void look(Tck *t, gboolean restarts) {
        gboolean booted = restarts && tck_dom_await_hello(t);

        tck_dom_settle(t);
        tck_dom_drop_events(t, TCK_ANY_EVENT);
        row->events = tck_dom_history(t);
        row->state = tck_dom_state(t);
        row->hypervisor = tck_dom_lives(t) ? "the same process" : "gone";
        row->guest = booted ? "boots again" : tck_dom_lives(t) ? "stands still" : "gone";
        row->core = tck_dom_has_core(t) ? "yes" : "no";
}

static void panic(Tck *t) {
        const char *on_crash = tck_dom_spec(t)->on_crash;

        tck_dom_start(t);
        tck_dom_panic(t);
        look(t, on_crash && g_str_has_suffix(on_crash, "restart"));
}

static void panic_refused(Tck *t) {
        tck_dom_expect_refused(t, VIR_ERR_CONFIG_UNSUPPORTED);
}

/* Since libvirt 12.6; older versions refuse the value. */
static void panic_running(Tck *t) {
        if (!tck_dom_try_start(t, VIR_ERR_CONFIG_UNSUPPORTED))
                return;
        tck_write_port(t, PVPANIC_PANICKED);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_PANICKED);
        look(t, FALSE);
        row->guest = "runs on";
}

static void panic_unseen(Tck *t) {
        tck_dom_start(t);
        tck_write_port(t, PVPANIC_PANICKED);
        tck_do(t, "halt");
        look(t, FALSE);
        row->guest = "dead";
}

static void killed(Tck *t) {
        tck_dom_start(t);
        tck_kill(t, SIGKILL);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED);
        look(t, FALSE);
}

#define ROW(title, function, ...)                                         \
        {                                                                 \
                .name = title, .run = function, .needs = {.cores = TRUE}, \
                .domain = TCK_DOMAIN(.persistent = TRUE, __VA_ARGS__)     \
        }

static const TckCase rows[] = {
        ROW("destroy", panic, .panic = ISA, .on_crash = "destroy"),
        ROW("none given", panic, .panic = ISA),
        ROW("restart", panic, .panic = ISA, .on_crash = "restart"),
        ROW("preserve", panic, .panic = ISA, .on_crash = "preserve"),
        ROW("preserve-running", panic_running, .panic = ISA, .on_crash = "preserve-running"),
        ROW("coredump-destroy", panic, .panic = ISA, .on_crash = "coredump-destroy"),
        ROW("coredump-restart", panic, .panic = ISA, .on_crash = "coredump-restart"),
        ROW("rename-restart", panic_refused, .panic = ISA, .on_crash = "rename-restart"),
        ROW("restart, without a panic device", panic_unseen, .on_crash = "restart"),
        ROW("restart, but the hypervisor was killed", killed, .panic = ISA, .on_crash = "restart"),
};

/* ---- the table ---- */

static void print_row(const char *title, const Row *seen) {
        if (!seen->hypervisor)
                printf("| %s | refused when it is defined | | | | |\n", title);
        else
                printf("| %s | %s | %s | %s | %s | %s |\n", title, seen->events, seen->state, seen->hypervisor,
                       seen->guest, seen->core);
}

static gboolean make_row(TckLibvirt *libvirt, const TckCase *tested, const char *directory, GError **error) {
        const TckVmConfig config = {.machine = "pc", .boot = tck_default_arch()->boots};
        g_autoptr(TckOutcome) outcome = NULL;
        Row seen = {0};
        Tck *t;

        row = &seen;
        t = tck_begin_domain(tested, libvirt, &config, 0, directory);
        tck_run_case(t);
        outcome = tck_end(t);
        row = NULL;
        if (outcome->verdict == TCK_PASS)
                print_row(tested->name, &seen);
        else
                tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s: %s", tested->name, outcome->message);
        g_free(seen.events);
        g_free(seen.state);
        return outcome->verdict == TCK_PASS;
}

/* The main loop delivers libvirt's events, so another thread runs the cases. */
typedef struct {
        TckLibvirt *libvirt;
        const char *directory;
        GMainLoop *loop;
        GError *error;
} Work;

static gboolean quit(gpointer loop) {
        g_main_loop_quit(loop);
        return G_SOURCE_REMOVE;
}

static gpointer make_rows(gpointer data) {
        Work *work = data;

        for (gsize i = 0; i < G_N_ELEMENTS(rows) && !work->error; i++)
                make_row(work->libvirt, &rows[i], work->directory, &work->error);
        g_idle_add(quit, work->loop);
        return NULL;
}

static gboolean print_table(TckLibvirt *libvirt, const char *directory, GError **error) {
        g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
        Work work = {.libvirt = libvirt, .directory = directory, .loop = loop};
        GThread *thread;

        printf("| on_crash | lifecycle events | domstate --reason | hypervisor | guest | core |\n"
               "|---|---|---|---|---|---|\n");
        thread = g_thread_new("table", make_rows, &work);
        g_main_loop_run(loop);
        g_thread_join(thread);
        if (work.error)
                g_propagate_error(error, work.error);
        return !work.error;
}

static gboolean run(const char *connect, const char *program, const char *guests, const char *directory,
                    GError **error) {
        const TckQemuOptions qemu_options = {.program = program, .guests = guests};
        g_autoptr(TckQemu) qemu = tck_qemu_new(&qemu_options, tck_deadline(ASK_SECONDS), error);
        g_autofree char *emulator = qemu ? g_find_program_in_path(qemu->program) : NULL;
        g_autofree char *image = qemu ? tck_qemu_image(qemu, qemu->arch->boots) : NULL;
        g_autoptr(GBytes) kernel = image ? tck_libvirt_read_kernel(image, error) : NULL;
        g_autoptr(TckLibvirt) libvirt = NULL;

        if (!kernel)
                return FALSE;
        libvirt = tck_libvirt_new(&(TckLibvirtOptions){.connect = connect,
                                                       .arch = tck_default_arch(),
                                                       .emulator = emulator,
                                                       .accel = qemu->accel,
                                                       .kernel = kernel,
                                                       .directory = directory,
                                                       .timeout = PATIENCE_SECONDS},
                                  error);
        if (!libvirt)
                return FALSE;
        printf("libvirt %s, QEMU %s\n\n", libvirt->version_text, qemu->version_text);
        return print_table(libvirt, directory, error);
}

int tck_command_on_crash(int argc, char **argv) {
        g_autofree char *connect = NULL, *program = NULL, *guests = NULL, *output = NULL;
        const GOptionEntry entries[] = {
                {"connect", 0, 0, G_OPTION_ARG_STRING, &connect,
                 "The libvirt to test (one in this process, with a private root)", "URI"},
                {"qemu", 0, 0, G_OPTION_ARG_FILENAME, &program, "The QEMU of its domains (qemu-system-x86_64)", "PATH"},
                {"guests", 0, 0, G_OPTION_ARG_FILENAME, &guests, "Folder of the probes' images", "DIR"},
                {"output", 0, 0, G_OPTION_ARG_FILENAME, &output, "Folder for the domains' artifacts (results/on-crash)",
                 "DIR"},
                {0},
        };
        g_autoptr(GError) error = NULL;

        if (!tck_command_parse(&argc, &argv, "",
                               "Tests how libvirt handles a panic under each on_crash, and prints a table in Markdown.",
                               NULL, entries))
                return TCK_EXIT_USAGE;
        if (!output)
                output = g_build_filename("results", "on-crash", NULL);
        if (g_mkdir_with_parents(output, 0755) < 0)
                return tck_command_complain(TCK_EXIT_ERROR, "cannot write results to %s", output);
        if (!connect)
                tck_run_under_reaper();
        if (run(connect, program, guests, output, &error))
                return 0;
        return tck_command_complain(TCK_EXIT_ERROR, "%s", error->message);
}
