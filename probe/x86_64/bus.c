/* SPDX-License-Identifier: BSD-2-Clause */
/* Access through I/O ports: PCI configuration space by mechanism 1, and fw_cfg. */
#include "arch.h"
#include "io.h"

#define CONFIG_ADDRESS 0xcf8u
#define CONFIG_DATA 0xcfcu
#define CONFIG_ENABLE (1u << 31)

#define FW_CFG_SELECT 0x510u
#define FW_CFG_DATA 0x511u
#define FW_CFG_DMA_HIGH 0x514u /* the address of a request, big-endian; writing its low half starts the transfer */
#define FW_CFG_DMA_LOW 0x518u

bool pci_present(void) {
        out32(CONFIG_ADDRESS, CONFIG_ENABLE);
        return in32(CONFIG_ADDRESS) == CONFIG_ENABLE;
}

/* Selects a double word; returns the port of the byte at offset. */
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

void fw_cfg_select(uint16_t key) {
        out16(FW_CFG_SELECT, key);
}

void fw_cfg_take(void *ret_bytes, size_t length) {
        in8_string(FW_CFG_DATA, ret_bytes, length);
}

void fw_cfg_transfer(const volatile void *request) {
        uint64_t address = (uint64_t) request;

        out32(FW_CFG_DMA_HIGH, __builtin_bswap32((uint32_t) (address >> 32)));
        out32(FW_CFG_DMA_LOW, __builtin_bswap32((uint32_t) address));
}
