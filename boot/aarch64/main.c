/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel: the platform of a probe without firmware. */
#include "arch.h"
#include "bare.h"
#include "board.h"
#include "pci_setup.h"
#include "platform.h"
#include "psci.h"

#define WORDS_MAX 1024u

/* boot/aarch64/kernel.ld */
extern char image_start[], image_end[], tree_start[], tree_end[];

/* Called by entry.S. */
_Noreturn void boot_main(void);

void boot_main(void) {
        static char words[WORDS_MAX];

        bare_begin(image_start, image_end, psci_reset, psci_power_off);
        board_open(tree_start, (uint64_t) tree_end - (uint64_t) tree_start);
        board_words(words, sizeof(words));
        pci_setup();
        probe_main(words, false);
        cpu_stop();
}
