/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel: what a probe stands on where there is nothing else. */
#include "arch.h"
#include "bare.h"
#include "platform.h"
#include "psw.h"
#include "sigp.h"
#include "trap.h"

/* boot/s390x/kernel.ld */
extern char image_start[], image_end[];

/* Called by entry.S, with the command line and the stack. */
_Noreturn void boot_main(char *words, uint8_t *stack, size_t stack_size);

/* DIAGNOSE 0x308, subcode 3: the machine loads its program anew (QEMU, target/s390x/diag.c). */
static void reset(void) {
        register uint64_t address __asm__("0") = 0;
        register uint64_t code __asm__("1") = 0;

        __asm__ volatile("diag %0,%2,0x308" : "+d"(address), "+d"(code) : "d"(3ul) : "cc", "memory");
}

/* The wait that tells the machine so, once no other CPU runs. */
static void power_off(void) {
        const struct psw wait = {PSW_DISABLED_WAIT, PSW_QUIESCED};
        uint32_t status;

        for (unsigned cpu = 1; cpu < cpus_count(); cpu++)
                while (!sigp_is_stopped(cpu))
                        sigp(cpu, SIGP_STOP, 0, &status);
        psw_load(&wait);
}

void boot_main(char *words, uint8_t *stack, size_t stack_size) {
        bare_begin(image_start, image_end, reset, power_off);
        trap_fill(lowcore_own(), 0, stack, stack_size);
        probe_main(words, false);
        cpu_stop();
}
