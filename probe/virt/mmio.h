/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of devices, in memory. */
#pragma once

#include <stdint.h>

static inline volatile uint8_t *mmio8(uint64_t address) {
        return (volatile uint8_t *) address;
}

static inline volatile uint16_t *mmio16(uint64_t address) {
        return (volatile uint16_t *) address;
}

static inline volatile uint32_t *mmio32(uint64_t address) {
        return (volatile uint32_t *) address;
}

static inline volatile uint64_t *mmio64(uint64_t address) {
        return (volatile uint64_t *) address;
}
