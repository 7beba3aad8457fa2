/* SPDX-License-Identifier: BSD-2-Clause */
#include "bare.h"

#include "arch.h"
#include "platform.h"

static void print(const char *text, size_t length) {
        static bool open;

        if (!open)
                open = line_open(LINE_CONSOLE);
        line_print(LINE_CONSOLE, text, length);
}

static uint64_t no_rsdp(void) {
        return 0;
}

void bare_begin(const char image_start[], const char image_end[], void (*reset)(void), void (*power_off)(void)) {
        platform = (struct platform){
                .name = "kernel",
                .image = (uint64_t) image_start,
                .image_size = (uint64_t) image_end - (uint64_t) image_start,
                .rsdp = no_rsdp,
                .reset = reset,
                .power_off = power_off,
                .print = print,
                .stall = timer_stall,
        };
}
