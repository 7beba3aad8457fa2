/* SPDX-License-Identifier: BSD-2-Clause */
#include "check_private.h"

/* If the case does not end its VM, the guest has to run and be idle afterwards. */
static void check_what_is_left(Tck *t) {
        TckProbe *probe;
        g_autofree char *event = NULL;

        tck_at(t, NULL);
        if (!t->over)
                t->hypervisor->check_left(t);
        probe = t->over ? NULL : t->hypervisor->probe(t);
        if (!t->over && probe && probe->hellos != t->hellos)
                tck_fail(t, "a guest that runs on", "that it restarted");
        /* Before the probe's hello, the wire is the firmware's. */
        if (!t->over && probe && probe->hellos && probe->garbage)
                check_garbage(t);
        if (!t->over && probe && !t->started && probe->answers.length)
                tck_give_up(t, "the guest sent an unexpected answer");
        if (!t->over && t->started && !tck_case_ends(t->tested))
                tck_give_up(t, "the case left an operation of the guest unfinished");
        if (!t->over && (event = t->hypervisor->take_event(t)))
                tck_fail(t, "no further event", "%s", event);
        if (!t->over && t->hypervisor->check_at_last)
                t->hypervisor->check_at_last(t);
        if (!t->over)
                check_prove(t);
}

void tck_run_case(Tck *t) {
        if (!t->over)
                t->hypervisor->check_needs(t);
        if (!t->over)
                t->tested->run(t);
}

TckOutcome *tck_end(Tck *t) {
        TckOutcome *outcome = t->outcome;
        g_autofree char *screen = NULL;
        gboolean bad, ended;
        int status;

        check_what_is_left(t);
        bad = outcome->verdict >= TCK_FAIL;
        ended = bad && t->hypervisor->wait_exit(t, 0, &status, NULL);
        screen = bad && !ended ? check_save_screen(t) : NULL;
        g_clear_error(&t->error);
        if (!t->hypervisor->clear(t)) {
                /* An ERROR replaces any verdict: without evidence, it cannot be verified. */
                check_reconsider(t);
                check_trouble(t, "the evidence to be written");
        }
        if (bad)
                check_tell_incident(t, ended, status, screen);
        g_clear_pointer(&t->incident, tck_incident_free);
        outcome->duration = g_get_monotonic_time() - t->began;
        tck_outcome_end(outcome);
        g_free(t->name);
        g_free(t->directory);
        g_free(t->at);
        g_free(t->operation);
        g_free(t);
        return outcome;
}
