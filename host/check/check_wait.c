/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for the guest or the hypervisor: a busy machine extends deadlines, and silence is measured in CPU time of the hypervisor.
 * Failures of a wait, and the verdict they lead to. */
#include "check_private.h"

#include <sys/wait.h>

#include "error.h"
#include "wait.h"

/* After so much silence the monitor is asked whether the guest still runs. If QEMU is expected to end, that waits for a part of the
 * timeout, because a command at that moment can prevent its end (docs/findings/qmp-command-at-exit.md). On a busy machine, silence is
 * measured in CPU time that QEMU has had. */
static const double PATIENCE_SECONDS = 0.1, PATIENCE_AT_THE_END = 0.5;

gint64 check_deadline(const Tck *t) {
        return tck_deadline(t->timeout);
}

CheckWait check_begin_wait(const Tck *t) {
        return (CheckWait){.patience = tck_patience(t->hypervisor->process(t), check_deadline(t))};
}

/* Whether the silence means nothing yet, because QEMU has work to do and has to wait for a CPU. */
static gboolean is_kept_from_it(const Tck *t, CheckWait *wait) {
        TckLoad now = tck_load_of(t->hypervisor->process(t));
        gboolean kept = tck_patience_end(&wait->patience) > g_get_monotonic_time() && now.at_work &&
                        (!wait->looked || (double) (now.ran - wait->ran) < PATIENCE_SECONDS * G_USEC_PER_SEC);

        if (!wait->looked || !kept)
                wait->ran = now.ran;
        wait->looked = TRUE;
        return kept;
}

gboolean check_pump(Tck *t, CheckWait *wait) {
        double patience = t->ending ? t->timeout * PATIENCE_AT_THE_END : PATIENCE_SECONDS;

        while (!t->hypervisor->pump(t, MIN(wait->patience.until, tck_deadline(patience)))) {
                if (!g_error_matches(t->error, TCK_ERROR, TCK_ERROR_TIMEOUT) || !is_kept_from_it(t, wait))
                        return FALSE;
                g_clear_error(&t->error);
        }
        return TRUE;
}

gboolean check_only_quiet(Tck *t, const CheckWait *wait) {
        gboolean quiet = g_error_matches(t->error, TCK_ERROR, TCK_ERROR_TIMEOUT) &&
                         g_get_monotonic_time() < wait->patience.until;

        if (quiet)
                g_clear_error(&t->error);
        return quiet;
}

/* ---- failures ---- */

gboolean check_ended_from_outside(const Tck *t, int status) {
        return tck_child_ended_from_outside(status) && WTERMSIG(status) != t->signalled;
}

gboolean check_ended_by_itself(Tck *t) {
        int status;

        return g_error_matches(t->error, TCK_ERROR, TCK_ERROR_CLOSED) &&
               t->hypervisor->wait_exit(t, check_deadline(t), &status, NULL) && !check_ended_from_outside(t, status);
}

void check_child_trouble(Tck *t, const char *expected) {
        gboolean by_itself = check_ended_by_itself(t);

        t->hypervisor->explain_end(t, &t->error);
        if (by_itself)
                check_fail_by_error(t, expected);
        else
                check_give_up_by_error(t, expected);
}

void check_trouble(Tck *t, const char *expected) {
        if (t->over)
                g_clear_error(&t->error);
        else
                t->hypervisor->trouble(t, expected);
}

void check_refused_or_trouble(Tck *t, const char *expected) {
        if (tck_error_is_refusal(t->error))
                check_fail_by_error(t, expected);
        else
                check_trouble(t, expected);
}

void check_fail_by_error(Tck *t, const char *expected) {
        tck_fail(t, expected, "that %s", t->error->message);
        g_clear_error(&t->error);
}

void check_give_up_by_error(Tck *t, const char *expected) {
        tck_give_up(t, "waiting for %s: %s", expected, t->error->message);
        g_clear_error(&t->error);
}
