/* SPDX-License-Identifier: BSD-2-Clause */
#include "sbi.h"

#include "cpu.h"
#include "csr.h"
#include "trap.h"

#define EXTENSION_HART 0x48534du /* "Hart State Management Extension" */
#define HART_START 0u
#define EXTENSION_RESET 0x53525354u /* "System Reset Extension" */
#define RESET 0u
#define RESET_SHUTDOWN 0u
#define RESET_COLD 1u

/* Of the other CPUs, by number; the lower half of each is for exceptions. */
static uint8_t stacks[CPUS_MAX - 1][2 * TRAP_STACK_SIZE] __attribute__((aligned(16)));

/* start.S */
extern const char sbi_entry[];

static int64_t call(uint64_t extension, uint64_t function, uint64_t first, uint64_t second, uint64_t third) {
        register uint64_t a0 __asm__("a0") = first;
        register uint64_t a1 __asm__("a1") = second;
        register uint64_t a2 __asm__("a2") = third;
        register uint64_t a6 __asm__("a6") = function;
        register uint64_t a7 __asm__("a7") = extension;

        __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
        return (int64_t) a0;
}

void sbi_reset(void) {
        call(EXTENSION_RESET, RESET, RESET_COLD, 0, 0);
}

void sbi_power_off(void) {
        call(EXTENSION_RESET, RESET, RESET_SHUTDOWN, 0, 0);
}

static _Noreturn void begin(void (*serve)(void)) {
        trap_load();
        serve();
        cpu_stop();
}

bool cpu_start(uint64_t id, unsigned number, void (*serve)(void)) {
        static volatile uint64_t context[4]; /* of start.S */

        context[0] = (uint64_t) (stacks[number - 1] + sizeof(stacks[0]));
        context[1] = (uint64_t) (percpus + number);
        context[2] = (uint64_t) begin;
        context[3] = (uint64_t) serve;
        __sync_synchronize();
        return call(EXTENSION_HART, HART_START, id, (uint64_t) sbi_entry, (uint64_t) context) == 0;
}
