/* SPDX-License-Identifier: BSD-2-Clause */
/* Deaths on purpose, and what a watcher makes of each. */
#include <signal.h>
#include <string.h>

#include "lab.h"
#include "wait.h"

/* More than firmware goes without an interrupt on its way up. */
static const double HANG_SECONDS = 1, HANG_SECONDS_EFI = 5;

typedef struct {
        const char *name;
        const char *words;    /* for QEMU's command line */
        const char *commands; /* for the probe, parted by ;. It may not come back from the last */
        const char *monitor;  /* a QMP command, once that is done */
        int signal;           /* for QEMU, likewise */
        const char *kinds;    /* of the incidents */
        const char *detail;   /* a part of the words for the first of them */
        gboolean late;        /* the watcher's socket is there only afterwards */
        gboolean efi;         /* under UEFI too */
} Death;

#define ISA "-device pvpanic -action panic=pause"

static const Death deaths[] = {
        {.name = "panic-by-port",
         .words = ISA,
         .commands = "out 1 0x505 1",
         .kinds = "panicked",
         .detail = "CPU 0 at 0x", /* by the core */
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
         .kinds = "crash-loaded powered-off",
         .detail = "deals with it by itself",
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

static void strike(Lab *lab, Guest *guest, const Death *death) {
        /* What the guest was told to do comes first. */
        if (death->signal && death->commands)
                lab_await_incidents(lab, 1);
        if (death->monitor)
                qmp_do(guest->qmp, death->monitor, NULL, tck_deadline(LAB_SECONDS), NULL);
        if (death->signal)
                kill(tck_child_pid(guest->child), death->signal);
        /* It is reaped where the kernel is to tell how it ended. */
        if (death->signal && death->signal != SIGSTOP)
                guest_await_end(guest);
}

static void test_death(const Death *death, gboolean efi) {
        Lab *lab = lab_new(efi, efi ? HANG_SECONDS_EFI : HANG_SECONDS);
        Guest *guest = guest_new(lab, "agent", death->words);
        g_autofree char *kinds = NULL, *text = NULL;

        lab_await_attached(lab, 1);
        guest_run(guest);
        guest_await_hello(guest);
        order(guest, death->commands);
        strike(lab, guest, death);
        lab_await_incidents(lab, count_kinds(death->kinds));
        kinds = lab_kinds(lab);
        g_assert_cmpstr(kinds, ==, death->kinds);
        text = tck_incident_text(lab->seen->pdata[0]);
        if (!strstr(text, death->detail))
                g_test_message("%s", text);
        g_assert_nonnull(strstr(text, death->detail));
        guest_free(guest);
        lab_free(lab);
}

static void test_multiboot(gconstpointer death) {
        test_death(death, FALSE);
}

static void test_efi(gconstpointer death) {
        test_death(death, TRUE);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        for (gsize i = 0; i < G_N_ELEMENTS(deaths); i++) {
                g_autofree char *multiboot = g_strdup_printf("/deaths/multiboot/%s", deaths[i].name);
                g_autofree char *efi = g_strdup_printf("/deaths/efi/%s", deaths[i].name);

                g_test_add_data_func(multiboot, &deaths[i], test_multiboot);
                if (deaths[i].efi)
                        g_test_add_data_func(efi, &deaths[i], test_efi);
        }
        return g_test_run();
}
