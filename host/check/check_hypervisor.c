/* SPDX-License-Identifier: BSD-2-Clause */
/* What a case asks of any hypervisor: its VM, its events, its process and its end. */
#include "check_private.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "error.h"
#include "pvpanic.h"

/* ---- the VM ---- */

const TckVmSpec *tck_spec(const Tck *t) {
        return t->vm ? &t->vm->config.spec : t->spec;
}

const TckArch *tck_arch(const Tck *t) {
        return t->arch;
}

gboolean check_reported_bits(const Tck *t, const char *channel, guint *ret_bits) {
        const char *events = t->tested->vm.events;
        const char *type = "";

        if (t->vm)
                type = tck_qemu_machine_type(t->vm->qemu, t->vm->config.machine);
        if (!events)
                return tck_profile_bits(t->profile, channel, type, ret_bits);
        *ret_bits = (guint) g_ascii_strtoull(events, NULL, 0);
        return TRUE;
}

guint tck_expected_bits(const Tck *t, const char *channel, guint64 read) {
        guint bits;

        if (check_reported_bits(t, channel, &bits))
                return bits;
        return ((guint) read & PVPANIC_KNOWN_BITS) | PVPANIC_PANICKED;
}

guint tck_port(const Tck *t) {
        const char *moved = t->tested->domain ? t->tested->domain->panic[0].iobase : t->tested->vm.ioport;

        return moved ? (guint) strtoul(moved, NULL, 16) : PVPANIC_PORT;
}

guint64 tck_ram(const Tck *t) {
        return (guint64) tck_vm_config_memory(&t->vm->config) << 20;
}

/* ---- the hypervisor ---- */

void check_strays(Tck *t, guint count) {
        if (count)
                tck_fail(t, "one reply to each command", "a reply that no command asked for");
}

void tck_kill(Tck *t, int number) {
        if (t->over)
                return;
        t->idle = FALSE;
        t->signalled = number;
        if (t->hypervisor->kill)
                t->hypervisor->kill(t, number);
        else
                kill(t->hypervisor->process(t), number);
}

void tck_expect_no_event(Tck *t) {
        g_autofree char *seen = NULL;

        if (!t->over)
                t->hypervisor->fence(t, "no event");
        seen = t->over ? NULL : t->hypervisor->take_event(t);
        if (seen)
                tck_fail(t, "no event", "%s", seen);
}

/* The hypervisor has to end with that status, in the form of waitpid(2). */
static void expect_end(Tck *t, int status, const char *how, int number) {
        g_autofree char *expected = g_strdup_printf("%s %s %d", t->hypervisor->name, how, number);
        g_autofree char *seen = NULL, *state = NULL;
        g_autoptr(GError) error = NULL;
        int ended;

        if (t->over)
                return;
        if (!t->hypervisor->wait_exit(t, check_deadline(t), &ended, &error)) {
                /* If it still reports its state, it is alive. */
                if (g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT))
                        state = t->hypervisor->settle(t);
                if (state) {
                        tck_fail(t, expected, "a %s that still runs, in run state %s", t->hypervisor->name, state);
                } else {
                        t->error = g_steal_pointer(&error);
                        check_trouble(t, expected);
                }
                return;
        }
        t->ended = TRUE;
        seen = tck_child_status_text(ended);
        if (check_ended_from_outside(t, ended))
                tck_give_up(t, "waiting for %s: it %s", expected, seen);
        else if ((ended & ~WCOREFLAG) != status)
                tck_fail(t, expected, "that it %s", seen);
}

void tck_expect_killed(Tck *t, int number) {
        expect_end(t, W_EXITCODE(0, number), "to be killed by signal", number);
}

void tck_expect_exit(Tck *t, int status) {
        expect_end(t, W_EXITCODE(status, 0), "to exit with status", status);
}
