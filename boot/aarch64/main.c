/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel: the platform of a probe without firmware. */
#include "arch.h"
#include "board.h"
#include "pci_setup.h"
#include "platform.h"
#include "psci.h"

#define WORDS_MAX 1024u

/* boot/aarch64/kernel.ld */
extern char image_start[], image_end[], tree_start[], tree_end[];

/* Called by entry.S. */
_Noreturn void boot_main(void);

static void print(const char *text, size_t length) {
        static bool open;

        if (!open)
                open = line_open(LINE_CONSOLE);
        line_print(LINE_CONSOLE, text, length);
}

static uint64_t no_rsdp(void) {
        return 0;
}

void boot_main(void) {
        static char words[WORDS_MAX];

        platform = (struct platform){
                .name = "kernel",
                .image = (uint64_t) image_start,
                .image_size = (uint64_t) image_end - (uint64_t) image_start,
                .rsdp = no_rsdp,
                .reset = psci_reset,
                .power_off = psci_power_off,
                .print = print,
                .stall = timer_stall,
        };
        board_open(tree_start, (uint64_t) tree_end - (uint64_t) tree_start);
        board_words(words, sizeof(words));
        pci_setup();
        probe_main(words, false);
        cpu_stop();
}
