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

/* What a BIOS leaves alone, and no loader lets a kernel's information lie in. */
#define LOW_PAGE 0x8000u

extern char image_start[], image_end[]; /* boot/x86_64/kernel.ld */
void boot_main(uint32_t magic, const struct multiboot_info *info);

static void print(const char *text, size_t length) {
        static struct serial console;
        static bool open;

        if (!open) {
                serial_open(&console, SERIAL_COM1);
                vga_open();
                open = true;
        }
        serial_print(&console, text, length);
        vga_print(text, length);
}

struct platform platform = {
        .name = "multiboot",
        .low_page = LOW_PAGE,
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

        platform.image = (uint64_t) image_start;
        platform.image_size = (uint64_t) image_end - (uint64_t) image_start;
        if (magic == MULTIBOOT_LOADER_MAGIC && info->flags & MULTIBOOT_INFO_COMMAND_LINE)
                words = (char *) (uintptr_t) info->command_line;
        probe_main(words, true);
        cpu_stop();
}
