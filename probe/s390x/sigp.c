/* SPDX-License-Identifier: BSD-2-Clause */
#include "sigp.h"

#include "operation.h"

static int signal(unsigned cpu, unsigned order, uint64_t parameter, uint32_t *ret_status) {
        register uint64_t status __asm__("2") = 0;
        register uint64_t passed __asm__("3") = parameter;
        int code = 0;

        __asm__ volatile("sigp %1,%3,0(%4)\n\tipm %0\n\tsrl %0,28"
                         : "=d"(code), "+d"(status)
                         : "d"(passed), "d"((uint64_t) cpu), "a"((uint64_t) order)
                         : "cc", "memory");
        *ret_status = (uint32_t) status;
        return code;
}

int sigp(unsigned cpu, unsigned order, uint64_t parameter, uint32_t *ret_status) {
        int code = signal(cpu, order, parameter, ret_status);

        while (code == SIGP_BUSY)
                code = signal(cpu, order, parameter, ret_status);
        return code;
}

bool sigp_is_stopped(unsigned cpu) {
        uint32_t status;

        return sigp(cpu, SIGP_SENSE, 0, &status) == SIGP_STATUS_STORED && status & SIGP_STATUS_STOPPED;
}

/* sigp CPU ORDER [PARAMETER] */
static void operation_sigp(struct call *call) {
        uint64_t cpu, order, parameter = 0;
        uint32_t status;
        int code;

        if (!call_number(call, 0, "CPU", UINT16_MAX, &cpu) || !call_number(call, 1, "ORDER", UINT8_MAX, &order) ||
            !call_number(call, 2, "PARAMETER", UINT64_MAX, &parameter))
                return;
        if (cpu == cpus_current() && order == SIGP_STOP)
                call_ok_now(call); /* there is no way back to an answer */
        code = sigp((unsigned) cpu, (unsigned) order, parameter, &status);
        if (call->answered)
                return;
        call_ok_number(call, (uint64_t) code);
        wire_put_number(call->answer, status);
}

OPERATIONS({"sigp", 2, 3, operation_sigp});
