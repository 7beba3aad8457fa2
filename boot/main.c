/* SPDX-License-Identifier: BSD-2-Clause */
/* The multiboot kernel: what a probe stands on where there is nothing else. */
#include "boot.h"
#include "io.h"
#include "multiboot.h"
#include "pit.h"
#include "platform.h"
#include "serial.h"

/* asm/multiboot.asm */
#define PAGE_ZERO_ALIAS (4ull << 30)
#define FAULT_STACK 1

extern char image_start[], image_end[]; /* boot/kernel.ld */
void boot_main(uint32_t magic, const struct multiboot_info *info);

static struct serial console;

static void print(const char *text, size_t length) {
        serial_send(&console, text, length);
}

static struct platform kernel = {
        .name = "multiboot",
        .page_zero = PAGE_ZERO_ALIAS,
        .fault_stack = FAULT_STACK,
        .bounded_stack = true,
        .rsdp = boot_rsdp,
        .reset = boot_reset,
        .print = print,
        .stall = pit_stall,
};

void boot_main(uint32_t magic, const struct multiboot_info *info) {
        char *words = "";

        kernel.image = (uint64_t) image_start;
        kernel.image_size = (uint64_t) (image_end - image_start);
        if (magic == MULTIBOOT_LOADER_MAGIC && info->flags & MULTIBOOT_INFO_COMMAND_LINE)
                words = (char *) (uintptr_t) info->command_line;
        serial_open(&console, SERIAL_COM1);
        probe_main(&kernel, words, true);
        cpu_stop();
}
