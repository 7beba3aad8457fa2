/* SPDX-License-Identifier: BSD-2-Clause */
/* Failures while a case waits for a domain, and the verdict they lead to. */
#include "dom_private.h"

#include "child.h"
#include "error.h"
#include "libvirt_error.h"

void check_dom_skip(Tck *t, gboolean elsewhere, const char *reason) {
        if (t->over)
                return;
        t->outcome->elsewhere = elsewhere;
        t->outcome->ours = !elsewhere;
        tck_skip(t, "%s", reason);
}

void check_dom_trouble(Tck *t, const char *expected) {
        if (g_error_matches(t->error, TCK_ERROR, TCK_ERROR_REFUSED))
                check_fail_by_error(t, expected);
        else
                check_give_up_by_error(t, expected);
}

char *tck_dom_state(Tck *t) {
        int state, reason;

        if (t->over)
                return NULL;
        if (virDomainGetState(t->domain->domain->handle, &state, &reason, 0) == 0)
                return tck_libvirt_state_text(state, reason);
        if (tck_libvirt_last_answer() == TCK_LIBVIRT_UNKNOWN)
                return g_strdup("unknown to libvirt");
        tck_set_libvirt_error(&t->error, "libvirt does not report it");
        check_dom_trouble(t, "the domain's state");
        return NULL;
}

const TckProcess *check_dom_process(Tck *t) {
        const TckProcess *process = t->over ? NULL : tck_domain_process(t->domain->domain, &t->error);

        if (t->error)
                check_give_up_by_error(t, "the hypervisor's process");
        return process;
}

/* How the hypervisor ended by itself; NULL if it runs, was ended from outside, or its status is unknown. Free with g_free(). */
static char *end_of_its_own(Tck *t) {
        int status;

        if (!t->hypervisor->wait_exit(t, check_deadline(t), &status, NULL) || status == -1 ||
            tck_child_ended_from_outside(status))
                return NULL;
        return tck_child_status_text(status);
}

void check_dom_silence(Tck *t, const char *expected) {
        g_autofree char *history = NULL, *state = NULL, *end = NULL;

        if (!t->over && g_error_matches(t->error, TCK_ERROR, TCK_ERROR_CLOSED) && (end = end_of_its_own(t))) {
                tck_fail(t, expected, "that the hypervisor %s", end);
        } else if (!g_error_matches(t->error, TCK_ERROR, TCK_ERROR_TIMEOUT) ||
                   virConnectIsAlive(t->domain->stage.connection->handle) != 1) {
                check_dom_trouble(t, expected);
        } else {
                g_clear_error(&t->error);
                history = tck_domain_events_history(t->domain->domain->events);
                state = tck_dom_state(t);
                tck_fail(t, expected, "none: there were %s, and the domain is %s", *history ? history : "no events",
                         state);
        }
        g_clear_error(&t->error);
}
