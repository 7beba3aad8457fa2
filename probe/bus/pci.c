/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on PCI configuration space. */
#include "call.h"
#include "io.h"
#include "pci.h"

#define CONFIG_ADDRESS 0xcf8u
#define CONFIG_DATA 0xcfcu
#define CONFIG_ENABLE (1u << 31)
#define ID_NONE 0xffffffffu

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
        uint16_t port = select(bdf, offset);

        return width == 1 ? in8(port) : width == 2 ? in16(port) : in32(port);
}

void pci_write(uint16_t bdf, unsigned width, uint8_t offset, uint32_t value) {
        uint16_t port = select(bdf, offset);

        if (width == 1)
                out8(port, (uint8_t) value);
        else if (width == 2)
                out16(port, (uint16_t) value);
        else
                out32(port, value);
}

bool pci_find(uint16_t vendor, uint16_t device, uint64_t index, uint16_t *ret_bdf) {
        uint32_t wanted = (uint32_t) device << 16 | vendor;
        unsigned last_bus = 0;

        if (!pci_present())
                return false;
        for (unsigned bdf = 0; bdf >> 8 <= last_bus; bdf++) {
                uint32_t id = pci_read((uint16_t) bdf, 4, PCI_ID);
                uint8_t type = id == ID_NONE ? 0 : (uint8_t) pci_read((uint16_t) bdf, 1, PCI_HEADER_TYPE);

                if (id == wanted && !index--) {
                        *ret_bdf = (uint16_t) bdf;
                        return true;
                }
                if ((type & ~PCI_HEADER_TYPE_MANY) == PCI_HEADER_TYPE_BRIDGE) {
                        unsigned bus = pci_read((uint16_t) bdf, 1, PCI_SUBORDINATE_BUS);

                        last_bus = bus > last_bus ? bus : last_bus;
                }
                if (!(bdf & 7) && !(type & PCI_HEADER_TYPE_MANY))
                        bdf += 7; /* to the next device */
        }
        return false;
}

/* The beginning that pci-read and pci-write share: WIDTH BDF OFFSET. */
static bool read_place(struct call *call, unsigned *ret_width, uint64_t *ret_bdf, uint64_t *ret_offset) {
        if (!call_width(call, 0, 4, ret_width) || !call_number(call, 1, "BDF", PCI_BDF_MAX, ret_bdf) ||
            !call_number(call, 2, "OFFSET", PCI_OFFSET_MAX, ret_offset))
                return false;
        if (*ret_offset % *ret_width) {
                call_error(call, "bad-argument", "OFFSET is not a multiple of WIDTH");
                return false;
        }
        if (!pci_present()) {
                call_error(call, "absent", "no PCI configuration mechanism 1");
                return false;
        }
        return true;
}

/* pci-read WIDTH BDF OFFSET */
static void operation_pci_read(struct call *call) {
        uint64_t bdf, offset;
        unsigned width;

        if (read_place(call, &width, &bdf, &offset))
                call_ok_number(call, pci_read((uint16_t) bdf, width, (uint8_t) offset));
}

/* pci-write WIDTH BDF OFFSET VALUE */
static void operation_pci_write(struct call *call) {
        uint64_t bdf, offset, value;
        unsigned width;

        if (!read_place(call, &width, &bdf, &offset) || !call_value(call, 3, width, &value))
                return;
        pci_write((uint16_t) bdf, width, (uint8_t) offset, (uint32_t) value);
        call_ok(call);
}

/* pci-find VENDOR DEVICE [INDEX] */
static void operation_pci_find(struct call *call) {
        uint64_t vendor, device, index = 0;
        uint16_t bdf;

        if (!call_number(call, 0, "VENDOR", UINT16_MAX, &vendor) ||
            !call_number(call, 1, "DEVICE", UINT16_MAX, &device))
                return;
        if (call->count > 2 && !call_number(call, 2, "INDEX", UINT64_MAX, &index))
                return;
        if (!pci_present())
                call_error(call, "absent", "no PCI configuration mechanism 1");
        else if (pci_find((uint16_t) vendor, (uint16_t) device, index, &bdf))
                call_ok_number(call, bdf);
        else
                call_error(call, "not-found", "no such function");
}

static const struct operation operations[] = {
        {"pci-read", 3, 3, operation_pci_read},
        {"pci-write", 4, 4, operation_pci_write},
        {"pci-find", 2, 3, operation_pci_find},
};

const struct operation_family pci_operations = OPERATION_FAMILY_ANYWHERE(operations);
