/* SPDX-License-Identifier: BSD-2-Clause */
/* PCI configuration space, by mechanism 1. */
#include "arch.h"
#include "io.h"

#define CONFIG_ADDRESS 0xcf8u
#define CONFIG_DATA 0xcfcu
#define CONFIG_ENABLE (1u << 31)

bool pci_present(void) {
        out32(CONFIG_ADDRESS, CONFIG_ENABLE);
        return in32(CONFIG_ADDRESS) == CONFIG_ENABLE;
}

/* Selects a double word, and says at which port the byte at offset then is. */
static uint16_t select(uint16_t bdf, uint8_t offset) {
        out32(CONFIG_ADDRESS, CONFIG_ENABLE | (uint32_t) bdf << 8 | (offset & 0xfcu));
        return (uint16_t) (CONFIG_DATA + (offset & 3));
}

uint32_t pci_read(uint16_t bdf, unsigned width, uint8_t offset) {
        uint32_t value;

        port_read(select(bdf, offset), width, &value);
        return value;
}

void pci_write(uint16_t bdf, unsigned width, uint8_t offset, uint32_t value) {
        port_write(select(bdf, offset), width, value);
}
