/* SPDX-License-Identifier: BSD-2-Clause */
#include "descriptor.h"
#include "platform.h"
#include "trap.h"

#define PRESENT_INTERRUPT 0x8e

extern const char trap_stubs[]; /* asm/vectors.asm */

void vectors_fill(void) {
        uint16_t code = read_cs();

        for (size_t i = 0; i < TRAP_VECTORS; i++) {
                uint64_t stub = (uint64_t) trap_stubs + i * TRAP_STUB_SIZE;

                trap_gates[i] = (struct gate){
                        .offset_low = (uint16_t) stub,
                        .offset_middle = (uint16_t) (stub >> 16),
                        .offset_high = (uint32_t) (stub >> 32),
                        .selector = code,
                        .stack = i == TRAP_DOUBLE_FAULT ? platform.fault_stack : 0,
                        .type = PRESENT_INTERRUPT,
                };
        }
}
