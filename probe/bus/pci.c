/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on PCI configuration space. */
#include "operation.h"
#include "pci.h"

#define ID_NONE 0xffffffffu

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

/* Reads the arguments that pci-read and pci-write share: WIDTH BDF OFFSET. */
static bool read_place(struct call *call, unsigned *ret_width, uint64_t *ret_bdf, uint64_t *ret_offset) {
        if (!call_width(call, 0, 4, ret_width) || !call_number(call, 1, "BDF", PCI_BDF_MAX, ret_bdf) ||
            !call_number(call, 2, "OFFSET", PCI_OFFSET_MAX, ret_offset))
                return false;
        if (*ret_offset % *ret_width) {
                call_error(call, "bad-argument", "OFFSET is not a multiple of WIDTH");
                return false;
        }
        if (!pci_present()) {
                call_error(call, "absent", "the machine has no PCI configuration space");
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
            !call_number(call, 1, "DEVICE", UINT16_MAX, &device) || !call_number(call, 2, "INDEX", UINT64_MAX, &index))
                return;
        if (!pci_present())
                call_error(call, "absent", "the machine has no PCI configuration space");
        else if (pci_find((uint16_t) vendor, (uint16_t) device, index, &bdf))
                call_ok_number(call, bdf);
        else
                call_error(call, "not-found", "no such function");
}

OPERATIONS_ANYWHERE({"pci-read", 3, 3, operation_pci_read}, {"pci-write", 4, 4, operation_pci_write},
                    {"pci-find", 2, 3, operation_pci_find});
