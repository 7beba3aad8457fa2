/* SPDX-License-Identifier: BSD-2-Clause */
/* Kinds of serial ports with registers in memory. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct uart_kind {
        void (*open)(uint64_t base); /* 8N1, empty buffers, an interrupt for what is received */
        bool (*has_byte)(uint64_t base);
        bool (*has_room)(uint64_t base);
        bool (*is_empty)(uint64_t base); /* all has been sent */
        uint8_t (*take)(uint64_t base);
        void (*put)(uint64_t base, uint8_t byte);
        void (*expect)(uint64_t base, bool first); /* an interrupt for the first byte, or when there are many */
        void (*hold)(uint64_t base, bool on);      /* while bytes are taken, nothing more is to come in */
};

extern const struct uart_kind uart_16550, uart_pl011;
