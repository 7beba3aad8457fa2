/* SPDX-License-Identifier: BSD-2-Clause */
#include "descriptor.h"
#include "operation.h"
#include "triple_fault.h"

void triple_fault(void) {
        static const struct table_register nothing;

        __asm__ volatile("cli; lidt %0; int3" : : "m"(nothing));
        __builtin_unreachable();
}

/* triple-fault */
static void operation_triple_fault(struct call *call) {
        call_ok_now(call);
        triple_fault();
}

static const struct operation operations[] = {
        {"triple-fault", 0, 0, operation_triple_fault},
};

OPERATIONS(operations);
