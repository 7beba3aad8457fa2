/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on the CPU. */
#include "call.h"
#include "io.h"

struct msr {
        uint32_t number;
        uint64_t value;
};

static void do_rdmsr(void *argument) {
        struct msr *msr = argument;
        uint32_t low, high;

        __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr->number));
        msr->value = (uint64_t) high << 32 | low;
}

static void do_wrmsr(void *argument) {
        const struct msr *msr = argument;

        __asm__ volatile("wrmsr"
                         :
                         : "c"(msr->number), "a"((uint32_t) msr->value), "d"((uint32_t) (msr->value >> 32))
                         : "memory");
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
        struct trap trap;
        uint64_t number;

        if (!call_number(call, 0, "MSR", UINT32_MAX, &number))
                return;
        msr.number = (uint32_t) number;
        if (trap_guarded(do_rdmsr, &msr, &trap))
                call_ok_number(call, msr.value);
        else
                call_fault(call, &trap);
}

/* wrmsr MSR VALUE */
static void operation_wrmsr(struct call *call) {
        struct msr msr;
        struct trap trap;
        uint64_t number;

        if (!call_number(call, 0, "MSR", UINT32_MAX, &number) || !call_value(call, 1, 8, &msr.value))
                return;
        msr.number = (uint32_t) number;
        if (trap_guarded(do_wrmsr, &msr, &trap))
                call_ok(call);
        else
                call_fault(call, &trap);
}

/* halt */
static void operation_halt(struct call *call) {
        call_ok_now(call);
        cpu_stop();
}

/* hang */
static void operation_hang(struct call *call) {
        call_ok_now(call);
        __asm__ volatile("cli");
        for (;;)
                cpu_relax();
}

static const struct operation operations[] = {
        {"cpuid", 2, 2, operation_cpuid}, {"rdmsr", 1, 1, operation_rdmsr}, {"wrmsr", 2, 2, operation_wrmsr},
        {"halt", 0, 0, operation_halt},   {"hang", 0, 0, operation_hang},
};

const struct operation_family cpu_operations = OPERATION_FAMILY_ANYWHERE(operations);
