/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations that end the machine, the firmware's services or the probe. */
#include "aml/aml.h"
#include "operation.h"
#include "platform.h"
#include "sender.h"

/* reset */
static void operation_reset(struct call *call) {
        call_ok_now(call);
        platform.reset();
        send_remark("the reset had no effect");
}

/* power-off */
static void operation_power_off(struct call *call) {
        struct failure error;

        if (!power_off_prepare(&error)) {
                if (error.status || !error.reason)
                        call_failure(call, &error);
                else
                        call_error(call, "unsupported", "neither firmware nor ACPI can power off this machine");
                return;
        }
        call_ok_now(call);
        power_off();
        send_remark("the power-off had no effect");
}

/* leave */
static void operation_leave(struct call *call) {
        if (!platform.returns) {
                call_error(call, "unsupported", "there is no firmware to return to");
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

OPERATIONS({"reset", 0, 0, operation_reset}, {"power-off", 0, 0, operation_power_off}, {"leave", 0, 0, operation_leave},
           {"exit-boot-services", 0, 0, operation_exit_boot_services});
