/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel: the platform of a probe that has only the firmware's calls. */
#include "arch.h"
#include "bare.h"
#include "board.h"
#include "hart.h"
#include "pci_setup.h"
#include "platform.h"
#include "sbi.h"

#define WORDS_MAX 1024u
#define TREE_MAX (2u << 20) /* bytes; QEMU's are at most half as long */

extern char image_start[], image_end[]; /* boot/riscv64/kernel.ld */

/* Called by entry.S, with what the firmware passed. */
_Noreturn void boot_main(uint64_t hart, const void *tree);

void boot_main(uint64_t hart, const void *tree) {
        static char words[WORDS_MAX];

        hart_begin_first(hart);
        bare_begin(image_start, image_end, sbi_reset, sbi_power_off);
        board_open(tree, TREE_MAX);
        board_words(words, sizeof(words));
        pci_setup();
        probe_main(words, false);
        cpu_stop();
}
