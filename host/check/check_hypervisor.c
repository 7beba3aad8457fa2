/* SPDX-License-Identifier: BSD-2-Clause */
#include "check_private.h"

void check_trouble(Tck *t, const char *expected, GError *error) {
        t->hypervisor->trouble(t, expected, error);
}

void check_strays(Tck *t, guint count) {
        if (count)
                tck_fail(t, "one reply to each command", "a reply that no command asked for");
}

void tck_kill(Tck *t, int number) {
        if (t->over)
                return;
        t->idle = FALSE;
        t->hypervisor->kill(t, number);
}

void tck_expect_no_event(Tck *t) {
        g_autofree char *seen = NULL;

        if (!t->over)
                t->hypervisor->fence(t, "no event");
        seen = t->over ? NULL : t->hypervisor->take_event(t);
        if (seen)
                tck_fail(t, "no event", "%s", seen);
}
