/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel: what a probe stands on where there is nothing else. */
#include "arch.h"
#include "bare.h"
#include "console.h"
#include "percpu.h"
#include "platform.h"
#include "prom.h"
#include "read_tree.h"
#include "rtas.h"
#include "trap.h"

enum { WORDS_SIZE = 1024 };

/* boot/ppc64/kernel.ld */
extern char image_start[], image_end[];

/* Called by entry.S, with the address of the firmware's client interface and the stack. */
_Noreturn void boot_main(uint32_t prom, uint8_t *stack, size_t stack_size);

static void reset(void) {
        rtas_serve("system-reboot", 0, NULL, 1, NULL);
        cpu_stop(); /* it comes soon */
}

/* The arguments say which events power the machine on again: none. */
static void power_off(void) {
        static const uint32_t none[] = {UINT32_MAX, UINT32_MAX};

        rtas_serve("power-off", 2, none, 1, NULL);
}

void boot_main(uint32_t prom, uint8_t *stack, size_t stack_size) {
        static char words[WORDS_SIZE];
        const char *missing;

        trap_fill(&percpus[0], 0, stack, stack_size);
        percpu_choose(&percpus[0]);
        bare_begin(image_start, image_end, reset, power_off);
        prom_entry = prom;
        missing = read_tree();
        if (missing) {
                console_print("pvpanic-tck cannot run here: %s\n", missing);
                cpu_hang();
        }
        prom_get(prom_find("/chosen"), "bootargs", words, sizeof(words) - 1);
        probe_main(words, false);
        cpu_stop();
}
