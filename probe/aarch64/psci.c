/* SPDX-License-Identifier: BSD-2-Clause */
#include "psci.h"

#include "board.h"
#include "cpu.h"
#include "sysreg.h"
#include "trap.h"

#define CPU_ON 0xc4000003u
#define SYSTEM_OFF 0x84000008u
#define SYSTEM_RESET 0x84000009u

#define NOT_SUPPORTED (-1)
#define AFFINITY 0xff00ffffffull /* the bits of MPIDR_EL1 that are a CPU's name */

/* Of the other CPUs, by number; the lower half of each is for exceptions. */
static uint8_t stacks[CPUS_MAX - 1][2 * TRAP_STACK_SIZE] __attribute__((aligned(16)));

/* start.S */
extern const char psci_entry[];

/* A call by one of the two instructions: SMC Calling Convention, DEN 0028. */
static int64_t call_by(bool secure, uint64_t function, uint64_t first, uint64_t second, uint64_t third) {
        register uint64_t x0 __asm__("x0") = function;
        register uint64_t x1 __asm__("x1") = first;
        register uint64_t x2 __asm__("x2") = second;
        register uint64_t x3 __asm__("x3") = third;

        if (secure)
                __asm__ volatile("smc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : : "memory");
        else
                __asm__ volatile("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : : "memory");
        return (int64_t) x0;
}

/* The tree says by which. */
static int64_t call(uint64_t function, uint64_t first, uint64_t second, uint64_t third) {
        struct fdt_node node;
        const char *method = fdt_find_named(&board.tree, "psci", &node) ? fdt_text(&board.tree, &node, "method") : NULL;

        return method ? call_by(wire_same(method, "smc"), function, first, second, third) : NOT_SUPPORTED;
}

void psci_reset(void) {
        call(SYSTEM_RESET, 0, 0, 0);
}

void psci_power_off(void) {
        call(SYSTEM_OFF, 0, 0, 0);
}

uint64_t cpu_first(void) {
        return READ_SYSTEM(mpidr_el1) & AFFINITY;
}

static _Noreturn void begin(unsigned number, void (*serve)(void)) {
        WRITE_SYSTEM(tpidr_el1, percpus + number);
        trap_load();
        serve();
        cpu_stop();
}

bool cpu_start(uint64_t id, unsigned number, void (*serve)(void)) {
        static volatile uint64_t context[4]; /* of start.S */

        context[0] = (uint64_t) (stacks[number - 1] + sizeof(stacks[0]));
        context[1] = (uint64_t) begin;
        context[2] = number;
        context[3] = (uint64_t) serve;
        __sync_synchronize();
        return call(CPU_ON, id, (uint64_t) psci_entry, (uint64_t) context) == 0;
}
