/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations that end something: the machine, the firmware or the probe. */
#include "agent.h"
#include "aml/aml.h"
#include "call.h"
#include "io.h"
#include "platform.h"
#include "power.h"

void power_triple_fault(void) {
        static const struct {
                uint16_t limit;
                uint64_t base;
        } __attribute__((packed)) nothing;

        __asm__ volatile("cli; lidt %0; int3" : : "m"(nothing));
        __builtin_unreachable();
}

/* triple-fault */
static void operation_triple_fault(struct call *call) {
        call_ok_now(call);
        power_triple_fault();
}

/* reset */
static void operation_reset(struct call *call) {
        call_ok_now(call);
        platform.reset();
        agent_remark("the reset did nothing");
}

/* power-off */
static void operation_power_off(struct call *call) {
        struct aml_power_off power_off;
        struct aml_error error;

        if (!platform.power_off && !aml_prepare_power_off(&power_off, &error)) {
                if (error.status || !error.reason)
                        aml_answer_error(call, &error);
                else
                        call_error(call, "unsupported", "neither firmware nor ACPI can do that here");
                return;
        }
        call_ok_now(call);
        if (platform.power_off)
                platform.power_off();
        else
                aml_power_off(&power_off);
        agent_remark("the power-off did nothing");
}

/* leave */
static void operation_leave(struct call *call) {
        if (!platform.returns) {
                call_error(call, "unsupported", "there is nobody to return to");
                return;
        }
        call_ok(call);
        call->leave = true;
}

/* exit-boot-services */
static void operation_exit_boot_services(struct call *call) {
        if (!platform.exit_boot_services)
                call_error(call, "unsupported", "there are no boot services");
        else if (platform.exit_boot_services())
                call_ok(call);
        else
                call_error(call, "failed", "ExitBootServices() refused");
}

static const struct operation operations[] = {
        {"triple-fault", 0, 0, operation_triple_fault},
        {"reset", 0, 0, operation_reset},
        {"power-off", 0, 0, operation_power_off},
        {"leave", 0, 0, operation_leave},
        {"exit-boot-services", 0, 0, operation_exit_boot_services},
};

const struct operation_family power_operations = OPERATION_FAMILY(operations);
