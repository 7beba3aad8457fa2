/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel: the platform of a probe without firmware. */
#include "arch.h"
#include "boot.h"
#include "multiboot.h"
#include "platform.h"
#include "pvh.h"

/* asm/multiboot.asm */
#define PAGE_ZERO_ALIAS (4ull << 30)
#define FAULT_STACK 1

/* A page that the BIOS does not use, and where no loader puts its information. */
#define LOW_PAGE 0x8000u

extern char image_start[], image_end[]; /* boot/x86_64/kernel.ld */
void boot_main(uint32_t magic, const void *information);

static void print(const char *text, size_t length) {
        static bool open;

        if (!open) {
                line_open(LINE_CONSOLE);
                vga_open();
                open = true;
        }
        line_print(LINE_CONSOLE, text, length);
        vga_print(text, length);
}

/* The kernel's command line; "" for an unknown loader. */
static char *loader_words(uint32_t magic, const void *information) {
        const struct multiboot_info *info = information;

        if (magic == PVH_MAGIC)
                return pvh_words(information);
        if (magic == MULTIBOOT_LOADER_MAGIC && info->flags & MULTIBOOT_INFO_COMMAND_LINE)
                return (char *) (uintptr_t) info->command_line;
        return "";
}

void boot_main(uint32_t magic, const void *information) {

        platform = (struct platform){
                .name = magic == PVH_MAGIC ? "pvh" : "multiboot",
                .image = (uint64_t) image_start,
                .image_size = (uint64_t) image_end - (uint64_t) image_start,
                .low_page = LOW_PAGE,
                .page_zero = PAGE_ZERO_ALIAS,
                .fault_stack = FAULT_STACK,
                .bounded_stack = true,
                .rsdp = boot_rsdp,
                .reset = boot_reset,
                .print = print,
                .stall = timer_stall,
        };
        if (magic == PVH_MAGIC && pvh_rsdp(information))
                platform.rsdp = pvh_given_rsdp;
        probe_main(loader_words(magic, information), magic != PVH_MAGIC);
        cpu_stop();
}
