/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations that show the guest's state to the host, or leave marks that the host can see from outside. */
#include "arch.h"
#include "console.h"
#include "main.h"
#include "operation.h"
#include "platform.h"

static volatile uint64_t marker;

/* ping */
static void operation_ping(struct call *call) {
        call_ok(call);
}

/* mark VALUE */
static void operation_mark(struct call *call) {
        uint64_t value;

        if (!call_value(call, 0, 8, &value))
                return;
        marker = value;
        call_ok(call);
}

/* count */
static void operation_count(struct call *call) {
        volatile uint64_t *counter = cpus_counters + cpus_current();

        while (!agent_pending())
                (*counter)++;
        call_ok_number(call, *counter);
}

/* info */
static void operation_info(struct call *call) {
        call_ok(call);
        wire_put_field(call->answer, "image", platform.image);
        wire_put_field(call->answer, "image-size", platform.image_size);
        wire_put_field(call->answer, "marker", (uint64_t) &marker);
        wire_put_field(call->answer, "counter", (uint64_t) cpus_counters);
        wire_put_field(call->answer, "rsdp", platform.rsdp());
        wire_put_field(call->answer, "system-table", platform.system_table);
        wire_put_field(call->answer, "device-tree", platform.device_tree);
        arch_put_info(call->answer);
}

/* console TEXT... */
static void operation_console(struct call *call) {
        for (size_t i = 0; i < call->count; i++)
                console_print("%s%s", i ? " " : "", call->argument[i]);
        console_print("\n");
        call_ok(call);
}

OPERATIONS_ANYWHERE({"ping", 0, 0, operation_ping}, {"mark", 1, 1, operation_mark}, {"count", 0, 0, operation_count},
                    {"info", 0, 0, operation_info}, {"console", 0, WIRE_WORDS_MAX, operation_console});
