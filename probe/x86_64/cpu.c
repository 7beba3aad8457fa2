/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on the registers of the CPU. */
#include "cpu.h"
#include "operation.h"

struct msr {
        uint32_t number;
        uint64_t value;
};

static void do_rdmsr(void *argument) {
        struct msr *msr = argument;

        msr->value = read_msr(msr->number);
}

static void do_wrmsr(void *argument) {
        const struct msr *msr = argument;

        write_msr(msr->number, msr->value);
}

bool msr_read(uint32_t number, uint64_t *ret_value, struct trap *ret_trap) {
        struct msr msr = {.number = number};

        if (!trap_guarded(do_rdmsr, &msr, ret_trap))
                return false;
        *ret_value = msr.value;
        return true;
}

bool msr_write(uint32_t number, uint64_t value, struct trap *ret_trap) {
        struct msr msr = {.number = number, .value = value};

        return trap_guarded(do_wrmsr, &msr, ret_trap);
}

/* cpuid LEAF SUBLEAF */
static void operation_cpuid(struct call *call) {
        uint64_t leaf, subleaf;
        struct cpuid answer;

        if (!call_number(call, 0, "LEAF", UINT32_MAX, &leaf) || !call_number(call, 1, "SUBLEAF", UINT32_MAX, &subleaf))
                return;
        answer = read_cpuid((uint32_t) leaf, (uint32_t) subleaf);
        call_ok_number(call, answer.eax);
        wire_put_number(call->answer, answer.ebx);
        wire_put_number(call->answer, answer.ecx);
        wire_put_number(call->answer, answer.edx);
}

/* rdmsr MSR */
static void operation_rdmsr(struct call *call) {
        uint64_t number, value;
        struct trap trap;

        if (!call_number(call, 0, "MSR", UINT32_MAX, &number))
                return;
        if (msr_read((uint32_t) number, &value, &trap))
                call_ok_number(call, value);
        else
                call_fault(call, &trap);
}

/* wrmsr MSR VALUE */
static void operation_wrmsr(struct call *call) {
        uint64_t number, value;
        struct trap trap;

        if (!call_number(call, 0, "MSR", UINT32_MAX, &number) || !call_value(call, 1, 8, &value))
                return;
        if (msr_write((uint32_t) number, value, &trap))
                call_ok(call);
        else
                call_fault(call, &trap);
}

OPERATIONS_ANYWHERE({"cpuid", 2, 2, operation_cpuid}, {"rdmsr", 1, 1, operation_rdmsr},
                    {"wrmsr", 2, 2, operation_wrmsr});
