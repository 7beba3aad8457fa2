/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on the registers of the CPU. */
#include "cpu.h"
#include "operation.h"

struct msr {
        uint64_t number, value;
};

static void do_rdmsr(void *argument) {
        struct msr *msr = argument;

        msr->value = read_msr((uint32_t) msr->number);
}

static void do_wrmsr(void *argument) {
        const struct msr *msr = argument;

        write_msr((uint32_t) msr->number, msr->value);
}

/* cpuid LEAF SUBLEAF */
static void operation_cpuid(struct call *call) {
        uint32_t eax, ebx, ecx, edx;
        uint64_t leaf, subleaf;

        if (!call_number(call, 0, "LEAF", UINT32_MAX, &leaf) || !call_number(call, 1, "SUBLEAF", UINT32_MAX, &subleaf))
                return;
        __asm__ volatile("cpuid"
                         : "=a"(eax), "=b"(ebx), "=c"(ecx), "=d"(edx)
                         : "a"((uint32_t) leaf), "c"((uint32_t) subleaf));
        call_ok_number(call, eax);
        wire_put_number(call->answer, ebx);
        wire_put_number(call->answer, ecx);
        wire_put_number(call->answer, edx);
}

/* rdmsr MSR */
static void operation_rdmsr(struct call *call) {
        struct msr msr;

        if (call_number(call, 0, "MSR", UINT32_MAX, &msr.number) && call_guarded(call, do_rdmsr, &msr))
                call_ok_number(call, msr.value);
}

/* wrmsr MSR VALUE */
static void operation_wrmsr(struct call *call) {
        struct msr msr;

        if (call_number(call, 0, "MSR", UINT32_MAX, &msr.number) && call_value(call, 1, 8, &msr.value) &&
            call_guarded(call, do_wrmsr, &msr))
                call_ok(call);
}

OPERATIONS_ANYWHERE({"cpuid", 2, 2, operation_cpuid}, {"rdmsr", 1, 1, operation_rdmsr},
                    {"wrmsr", 2, 2, operation_wrmsr});
