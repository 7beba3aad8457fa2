/* SPDX-License-Identifier: BSD-2-Clause */
/* fw_cfg's registers in memory: QEMU, docs/specs/fw_cfg, "Register Locations". */
#include "arch.h"
#include "board.h"
#include "mmio.h"

enum { DATA = 0, SELECTOR = 8, DMA = 16 };

void fw_cfg_select(uint16_t key) {
        if (board.fw_cfg)
                *mmio16(board.fw_cfg + SELECTOR) = __builtin_bswap16(key);
}

void fw_cfg_take(void *ret_bytes, size_t length) {
        uint8_t *bytes = ret_bytes;

        for (size_t i = 0; i < length; i++)
                bytes[i] = board.fw_cfg ? *mmio8(board.fw_cfg + DATA) : 0;
}

void fw_cfg_transfer(const volatile void *request) {
        __sync_synchronize(); /* the request is in memory before the device is told of it */
        if (board.fw_cfg)
                *mmio64(board.fw_cfg + DMA) = __builtin_bswap64((uint64_t) request);
}
