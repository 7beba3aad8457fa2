/* SPDX-License-Identifier: BSD-2-Clause */
/* Hyper-V's crash registers: MSRs through which Windows reports a bug check, and Linux a panic. */
#include "hyperv.h"

#include "channel.h"
#include "console.h"
#include "cpu.h"
#include "pvpanic.h"

/* The bug check that Windows uses for a crash on request, MANUALLY_INITIATED_CRASH; written to P0. */
#define BUG_CHECK 0xe2u

static bool present; /* according to CPUID */

/* The leaves have other meanings under other hypervisors, so the interface's signature is checked first. */
static bool find_registers(void) {
        if (!(read_cpuid(1, 0).ecx & HYPERVISOR_PRESENT) ||
            read_cpuid(HYPERV_CPUID_VENDOR, 0).eax < HYPERV_CPUID_FEATURES ||
            read_cpuid(HYPERV_CPUID_INTERFACE, 0).eax != HYPERV_INTERFACE)
                return false;
        return read_cpuid(HYPERV_CPUID_FEATURES, 0).edx & HYPERV_FEATURE_CRASH;
}

static enum verdict check_control(struct round *round) {
        uint64_t value;
        struct trap trap;

        present = find_registers();
        if (!present)
                return check_skip(round, "CPUID has no such feature");
        if (!msr_read(HYPERV_CRASH_CONTROL, &value, &trap))
                return check_verdict(round, false, "the read raised an exception");
        console_print("# the control register reads 0x%lx\n", value);
        return check_verdict(round, value & HYPERV_CRASH_NOTIFY, "CRASH_NOTIFY is not set");
}

/* True if the register keeps a value that is written to it. Restores the old value. */
static bool keeps(uint32_t number) {
        uint64_t before, value = 0x0123456789abcdefull ^ (uint64_t) number << 32, seen;
        struct trap trap;

        return msr_read(number, &before, &trap) && msr_write(number, value, &trap) && msr_read(number, &seen, &trap) &&
               msr_write(number, before, &trap) && seen == value;
}

static enum verdict check_parameters(struct round *round) {
        bool good = true;

        if (!present)
                return check_skip(round, "CPUID has no such feature");
        for (uint32_t i = 0; i < HYPERV_CRASH_PARAMETERS; i++)
                good &= keeps(HYPERV_CRASH_P0 + i);
        return check_verdict(round, good, "a register reads differently, or raised an exception");
}

static const struct check checks[] = {
        {"hyperv: the crash control register offers to notify", check_control},
        {"hyperv: the crash parameters keep written values", check_parameters},
};

static const char *obstacle(void) {
        return present ? NULL : "CPUID does not announce the crash registers";
}

static bool prepare(struct failure *ret_failure) {
        present = find_registers();
        *ret_failure = (struct failure){.reason = "not-found", .text = obstacle()};
        return present;
}

/* The registers report crashes only; the event is passed as a parameter. */
static void tell(const char *prefix, uint8_t events) {
        const uint64_t parameters[HYPERV_CRASH_PARAMETERS] = {BUG_CHECK, events};
        struct trap trap;
        bool good = true;

        console_print("%sbug check 0x%x, 0x%x to the crash registers\n", prefix, BUG_CHECK, events);
        for (uint32_t i = 0; i < HYPERV_CRASH_PARAMETERS && good; i++)
                good = msr_write(HYPERV_CRASH_P0 + i, parameters[i], &trap);
        if (!good || !msr_write(HYPERV_CRASH_CONTROL, HYPERV_CRASH_NOTIFY, &trap))
                console_print("%sexception 0x%lx\n", prefix, trap.vector);
}

CHANNEL(.word = "panic-hyperv", .checks = checks, .count = sizeof(checks) / sizeof(checks[0]), .obstacle = obstacle,
        .prepare = prepare, .tell = tell);
