/* SPDX-License-Identifier: BSD-2-Clause */
#include "raise.h"

#include "sender.h"

void raise_on_request(struct call *call, const struct raise_kind *kinds, size_t count,
                      void (*run)(void (*function)(void *argument), void *argument)) {
        for (size_t i = 0; i < count; i++) {
                const char *obstacle;

                if (!wire_same(kinds[i].name, call->argument[0]))
                        continue;
                obstacle = kinds[i].obstacle ? kinds[i].obstacle() : NULL;
                if (obstacle) {
                        call_error(call, "unsupported", obstacle);
                        return;
                }
                call_ok_now(call);
                run(kinds[i].raise, NULL);
                send_remark("no exception was raised");
                return;
        }
        call_error(call, "bad-argument", "KIND is none of");
        for (size_t i = 0; i < count; i++)
                wire_put_word(call->answer, kinds[i].name);
}

void raise_choose_nmi(struct call *call, bool *fatal) {
        bool oops = wire_same(call->argument[0], "oops");

        if (!oops && !wire_same(call->argument[0], "count")) {
                call_error(call, "bad-argument", "WHAT is none of: count oops");
                return;
        }
        *fatal = oops;
        call_ok(call);
}
