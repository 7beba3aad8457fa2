/* SPDX-License-Identifier: BSD-2-Clause */
/* Crashes and other ends, caused on purpose, and the incidents that a watch reports for each. */
#include <signal.h>
#include <string.h>

#include "lab.h"
#include "wait.h"

/* Longer than firmware goes without an interrupt while it starts. */
static const double HANG_SECONDS = 1, HANG_SECONDS_EFI = 5;

typedef struct {
        const char *name;
        const char *words;    /* for QEMU's command line */
        const char *commands; /* for the probe, separated by ;. The last one need not return */
        const char *monitor;  /* a QMP command, after those */
        int signal;           /* for QEMU, after that */
        const char *kinds;    /* of the incidents */
        const char *detail;   /* a part of the first incident's text */
        gboolean late;        /* the watch's socket is only created afterwards */
        gboolean efi;         /* under UEFI, too */
} Crash;

#define ISA "-device pvpanic -action panic=pause"

static const Crash crashes[] = {
        {.name = "panic-by-port",
         .words = ISA,
         .commands = "out 1 0x505 1",
         .kinds = "panicked",
         .detail = "CPU 0 at 0x", /* from the core */
         .efi = TRUE},
        {.name = "panic-by-acpi",
         .words = ISA,
         .commands = "on-oops panic-acpi;raise ud",
         .kinds = "panicked",
         .detail = "WRPT",
         .efi = TRUE},
        {.name = "panic-by-pci",
         .words = "-device pvpanic-pci -action panic=pause",
         .commands = "on-oops panic-pci;raise ud",
         .kinds = "panicked",
         .detail = "to BAR 0 at 0x"},
        {.name = "panic-that-powers-off",
         .words = "-device pvpanic",
         .commands = "out 1 0x505 1",
         .kinds = "panicked",
         .detail = "poweroff"},
        {.name = "panic-that-exits-with-failure",
         .words = "-device pvpanic -action panic=exit-failure",
         .commands = "out 1 0x505 1",
         .kinds = "panicked",
         .detail = "poweroff"},
        {.name = "panic-that-runs-on",
         .words = "-device pvpanic -action panic=none",
         .commands = "out 1 0x505 1",
         .kinds = "panicked",
         .detail = "run"},
        {.name = "null-read",
         .words = ISA,
         .commands = "on-oops panic;raise null-read",
         .kinds = "panicked",
         .detail = "read of an absent page"},
        {.name = "null-write",
         .words = ISA,
         .commands = "on-oops panic;raise null-write",
         .kinds = "panicked",
         .detail = "write to an absent page"},
        {.name = "jump-nowhere",
         .words = ISA,
         .commands = "on-oops panic;raise jump-nowhere",
         .kinds = "panicked",
         .detail = "fetch from an absent page",
         .efi = TRUE},
        {.name = "invalid-opcode",
         .words = ISA,
         .commands = "on-oops panic;raise ud",
         .kinds = "panicked",
         .detail = "undefined at probe/x86_64/raise.c:",
         .efi = TRUE},
        {.name = "general-protection",
         .words = ISA,
         .commands = "on-oops panic;raise gp",
         .kinds = "panicked",
         .detail = "general protection fault (#GP"},
        {.name = "divide-error",
         .words = ISA,
         .commands = "on-oops panic;raise de",
         .kinds = "panicked",
         .detail = "divide error (#DE"},
        {.name = "double-fault-by-stack-overflow",
         .words = ISA,
         .commands = "on-oops panic;raise stack-overflow",
         .kinds = "panicked",
         .detail = "double fault (#DF"},
        {.name = "assertion",
         .words = ISA,
         .commands = "on-oops panic;raise assertion",
         .kinds = "panicked",
         .detail = "cause        assertion failed: the probe lives on"},
        {.name = "nmi",
         .words = ISA,
         .commands = "on-oops panic;on-nmi oops;ping",
         .monitor = "inject-nmi",
         .kinds = "panicked",
         .detail = "cause        non-maskable interrupt"},
        {.name = "kdump",
         .words = ISA,
         .commands = "on-oops kdump;raise ud",
         .kinds = "crash-loaded",
         .detail = "handles it by itself",
         .efi = TRUE},
        {.name = "oops-without-the-device",
         .words = "",
         .commands = "on-oops panic;raise ud",
         .kinds = "unnotified",
         .detail = "undefined at probe/x86_64/raise.c:",
         .efi = TRUE},
        {.name = "oops-that-resets",
         .words = ISA,
         .commands = "on-oops reset;raise ud",
         .kinds = "unnotified",
         .detail = "guest-reset"},
        {.name = "cpu-that-stalls",
         .words = ISA " -smp 2",
         .commands = "on-oops panic;cpus;raise cpu-stall",
         .kinds = "panicked",
         .detail = "CPU 1 does not answer"},
        {.name = "cpu-waited-for-in-vain",
         .words = ISA " -smp 2",
         .commands = "cpus;on 1 hang",
         .kinds = "hung",
         .detail = "CPU 1 loops with interrupts disabled"},
        {.name = "halt",
         .words = ISA,
         .commands = "halt",
         .kinds = "hung",
         .detail = "is halted with interrupts disabled",
         .efi = TRUE},
        {.name = "livelock",
         .words = ISA,
         .commands = "hang",
         .kinds = "hung",
         .detail = "loops with interrupts disabled",
         .efi = TRUE},
        {.name = "triple-fault", .words = ISA, .commands = "triple-fault", .kinds = "reset", .detail = "guest-reset"},
        {.name = "reset", .words = ISA, .commands = "reset", .kinds = "reset", .detail = "guest-reset"},
        {.name = "reset-with-no-reboot",
         .words = ISA " -no-reboot",
         .commands = "reset",
         .kinds = "reset",
         .detail = "guest-reset"},
        {.name = "power-off",
         .words = ISA,
         .commands = "power-off",
         .kinds = "powered-off",
         .detail = "guest-shutdown",
         .efi = TRUE},
        {.name = "quit", .words = ISA, .monitor = "quit", .kinds = "ended-by-host", .detail = "host-qmp-quit"},
        {.name = "sigterm", .words = ISA, .signal = SIGTERM, .kinds = "ended-by-host", .detail = "host-signal"},
        {.name = "sigkill", .words = ISA, .signal = SIGKILL, .kinds = "hypervisor-killed", .detail = "signal 9"},
        {.name = "abort", .words = ISA, .signal = SIGABRT, .kinds = "hypervisor-failed", .detail = "signal 6"},
        {.name = "segmentation-fault",
         .words = ISA,
         .signal = SIGSEGV,
         .kinds = "hypervisor-failed",
         .detail = "signal 11"},
        {.name = "panic-and-kill",
         .words = ISA,
         .commands = "out 1 0x505 1",
         .signal = SIGKILL,
         .kinds = "panicked hypervisor-killed",
         .detail = "pvpanic"},
        {.name = "sigstop", .words = ISA, .signal = SIGSTOP, .kinds = "unreachable", .detail = "does not answer"},
};

static guint count_kinds(const char *kinds) {
        g_auto(GStrv) parts = g_strsplit(kinds, " ", -1);

        return g_strv_length(parts);
}

static void order(Guest *guest, const char *commands) {
        g_auto(GStrv) parts = g_strsplit(commands ? commands : "", ";", -1);

        for (char **part = parts; *part; part++)
                if (part[1])
                        guest_do(guest, *part);
                else
                        guest_start(guest, *part);
}

static void strike(Lab *lab, Guest *guest, const Crash *crash) {
        /* The guest's commands come first. */
        if (crash->signal && crash->commands)
                lab_await_incidents(lab, 1);
        if (crash->monitor)
                qmp_do(guest->qmp, crash->monitor, NULL, tck_deadline(LAB_SECONDS), NULL);
        if (crash->signal)
                kill(guest->child->pid, crash->signal);
        /* QEMU is reaped, so that the kernel tells the watch how it ended. */
        if (crash->signal && crash->signal != SIGSTOP)
                guest_await_end(guest);
}

static void test_crash(const Crash *crash, gboolean efi) {
        Lab *lab = lab_new(efi, efi ? HANG_SECONDS_EFI : HANG_SECONDS);
        Guest *guest = guest_new(lab, "agent", crash->words);
        g_autofree char *kinds = NULL, *text = NULL;

        lab_await_attached(lab, 1);
        guest_run(guest);
        guest_await_hello(guest);
        order(guest, crash->commands);
        strike(lab, guest, crash);
        lab_await_incidents(lab, count_kinds(crash->kinds));
        kinds = lab_kinds(lab);
        g_assert_cmpstr(kinds, ==, crash->kinds);
        text = tck_incident_text(lab->seen->pdata[0]);
        if (!strstr(text, crash->detail))
                g_test_message("%s", text);
        g_assert_nonnull(strstr(text, crash->detail));
        guest_free(guest);
        lab_free(lab);
}

static void test_multiboot(gconstpointer crash) {
        test_crash(crash, FALSE);
}

static void test_efi(gconstpointer crash) {
        test_crash(crash, TRUE);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        for (gsize i = 0; i < G_N_ELEMENTS(crashes); i++) {
                g_autofree char *multiboot = g_strdup_printf("/crashes/multiboot/%s", crashes[i].name);
                g_autofree char *efi = g_strdup_printf("/crashes/efi/%s", crashes[i].name);

                g_test_add_data_func(multiboot, &crashes[i], test_multiboot);
                if (crashes[i].efi)
                        g_test_add_data_func(efi, &crashes[i], test_efi);
        }
        return g_test_run();
}
