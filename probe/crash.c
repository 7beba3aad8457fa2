/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the probe does after an oops, as an operating system would: it reports the panic, starts a crash kernel, or
 * resets.
 */
#include "aml/aml.h"
#include "arch.h"
#include "channel.h"
#include "console.h"
#include "main.h"
#include "operation.h"
#include "platform.h"
#include "pvpanic.h"

static enum {
        NOTHING, /* the CPU stops, and nothing is reported */
        PANIC,
        KDUMP, /* as with a crash kernel: CRASH_LOADED, then a regular power-off */
        RESET,
} plan;

static const struct channel *channel; /* the channel that PANIC and KDUMP report through */

void crash_report(void) {
        switch (plan) {
        case NOTHING:
                return;
        case PANIC:
                channel->tell("pvpanic: ", PVPANIC_PANICKED);
                return;
        case KDUMP:
                channel->tell("pvpanic: ", PVPANIC_CRASH_LOADED);
                console_print("powering off\n");
                power_off();
                return;
        case RESET:
                console_print("rebooting\n");
                platform.reset();
        }
}

/* Prepares before the crash, as an operating system loads its crash kernel in advance. */
static bool prepare(unsigned wanted, const struct channel *way, struct failure *ret_failure) {
        if (way && way->prepare && !way->prepare(ret_failure))
                return false;
        return wanted != KDUMP || power_off_prepare(ret_failure);
}

static void answer_unknown(struct call *call) {
        call_error(call, "bad-argument", "WHAT is none of: nothing kdump reset");
        for (const struct channel *const *way = channels_start; way != channels_end; way++)
                wire_put_word(call->answer, (*way)->word);
}

/* on-oops WHAT */
static void operation_on_oops(struct call *call) {
        const char *what = call->argument[0];
        bool kdump = wire_same(what, "kdump");
        const struct channel *way = channel_find(kdump ? "panic" : what);
        unsigned wanted = kdump ? KDUMP : way ? PANIC : wire_same(what, "reset") ? RESET : NOTHING;
        struct failure failure;

        if ((wanted == NOTHING && !wire_same(what, "nothing")) || (kdump && !way))
                answer_unknown(call);
        else if (!prepare(wanted, way, &failure))
                call_failure(call, &failure);
        else {
                plan = wanted;
                channel = way;
                call_ok(call);
        }
}

OPERATIONS({"on-oops", 1, 1, operation_on_oops});
