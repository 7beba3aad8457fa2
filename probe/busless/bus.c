/* SPDX-License-Identifier: BSD-2-Clause */
/* What other machines have and these do not, or not where the probe reaches it: I/O ports, PCI's configuration space, fw_cfg. */
#include "arch.h"

bool port_read(uint16_t port, unsigned width, uint32_t *ret_value) {
        (void) port, (void) width, (void) ret_value;
        return false;
}

bool port_write(uint16_t port, unsigned width, uint32_t value) {
        (void) port, (void) width, (void) value;
        return false;
}

bool pci_present(void) {
        return false;
}

uint32_t pci_read(uint16_t bdf, unsigned width, uint8_t offset) {
        (void) bdf, (void) width, (void) offset;
        return UINT32_MAX;
}

void pci_write(uint16_t bdf, unsigned width, uint8_t offset, uint32_t value) {
        (void) bdf, (void) width, (void) offset, (void) value;
}

void fw_cfg_select(uint16_t key) {
        (void) key;
}

void fw_cfg_take(void *ret_bytes, size_t length) {
        __builtin_memset(ret_bytes, 0, length);
}

void fw_cfg_transfer(const volatile void *request) {
        (void) request;
}
