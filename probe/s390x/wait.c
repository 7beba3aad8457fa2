/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits, of which a disabled one tells the hypervisor that the guest has crashed. */
#include "channel.h"
#include "console.h"
#include "operation.h"
#include "percpu.h"
#include "trap.h"

/* Where a panic that has no place of its own waits: it is told to the host. */
#define PANIC_ADDRESS 0xdeadull

static void load(void *psw) {
        psw_load(psw);
}

/* On the first CPU: the agent goes on after an interruption of any kind. */
static void load_here(struct call *call, struct psw *psw) {
        struct trap trap = {0};

        trap_interrupted(load, psw, &trap);
        call_ok_number(call, trap.vector);
        wire_put_number(call->answer, trap.pc);
}

/* On another one: when the call is done. */
static void load_later(struct call *call, const struct psw *psw, uint64_t after) {
        struct percpu *self = percpu_current();

        self->psw = *psw;
        self->psw_after = (unsigned) after;
        self->psw_waits = call->count > 2;
        self->psw_given = true;
        call_ok(call);
}

/* psw MASK ADDRESS [CPU] */
static void operation_psw(struct call *call) {
        struct psw psw;
        uint64_t after = 0;

        if (!call_number(call, 0, "MASK", UINT64_MAX, &psw.mask) ||
            !call_number(call, 1, "ADDRESS", UINT64_MAX, &psw.address) ||
            !call_number(call, 2, "CPU", CPUS_MAX - 1, &after))
                return;
        if (cpus_current())
                load_later(call, &psw, after);
        else if (call->count > 2)
                call_error(call, "bad-argument", "the first CPU waits for no other");
        else
                load_here(call, &psw);
}

static const char *obstacle(void) {
        return NULL;
}

static void tell(const char *prefix, uint8_t events) {
        const struct psw wait = {PSW_DISABLED_WAIT, PANIC_ADDRESS};

        (void) events; /* there is one thing that it can mean */
        console_print("%sa disabled wait at 0x%lx\n", prefix, wait.address);
        psw_load(&wait);
}

CHANNEL(.word = "panic-disabled-wait", .obstacle = obstacle, .tell = tell);
OPERATIONS_ANYWHERE({"psw", 2, 3, operation_psw});
