/* SPDX-License-Identifier: BSD-2-Clause */
/* What can be done with a guest in guest-panicked. */
#include "panic.h"
#include "reset.h"
#include "values.h"

static void continues_behind_the_write(Tck *t) {
        panic(t);
        go_on(t);
        tck_expect_no_event(t);
}

static void panics_again(Tck *t) {
        for (int i = 0; i < 3; i++) {
                panic(t);
                go_on(t);
        }
        tck_expect_no_event(t);
}

static void reset_boots_anew(Tck *t) {
        guint bits = values_advertised(t);

        panic(t);
        reset_from_outside(t);
        tck_drop_events(t, "RESET");
        tck_expect_number(t, "the bits as before the reset,", tck_read_port(t), bits);
        panic(t);
        go_on(t);
}

TCK_CASES({.name = "state/continue/goes-on-behind-the-write",
           .any_channel = TRUE,
           .clause = "state.continue",
           .summary = "`cont` after a panic lets the guest go on where it stopped",
           .run = continues_behind_the_write},
          {.name = "state/again/is-reported-again",
           .any_channel = TRUE,
           .clause = "state.again",
           .summary = "a guest that was continued can panic again, several times",
           .run = panics_again},
          {.name = "state/reset/boots-anew",
           .clause = "state.reset",
           .summary = "after a panic `system_reset` and `cont` boot the guest again, and it can panic",
           .run = reset_boots_anew})
