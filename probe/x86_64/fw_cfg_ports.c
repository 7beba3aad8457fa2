/* SPDX-License-Identifier: BSD-2-Clause */
/* fw_cfg, by its I/O ports. */
#include "arch.h"
#include "io.h"

#define SELECT 0x510u
#define DATA 0x511u
#define DMA_HIGH 0x514u /* the address of a request, big-endian; its low half starts it */
#define DMA_LOW 0x518u

void fw_cfg_select(uint16_t key) {
        out16(SELECT, key);
}

void fw_cfg_take(void *ret_bytes, size_t length) {
        in8_string(DATA, ret_bytes, length);
}

void fw_cfg_transfer(const volatile void *request) {
        uint64_t address = (uint64_t) request;

        out32(DMA_HIGH, __builtin_bswap32((uint32_t) (address >> 32)));
        out32(DMA_LOW, __builtin_bswap32((uint32_t) address));
}
