/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's machine type virt under UEFI. */
#include "machine.h"

#include "board.h"
#include "firmware.h"
#include "pci.h"
#include "pci_setup.h"
#include "platform.h"

#define R_AARCH64_RELATIVE 1027u

/* More than any tree has: QEMU reserves so much for its own. */
#define TREE_MAX (2u << 20)

/* UEFI Platform Initialization, volume 3: hand-off blocks. */
enum {
        BLOCK_GUID = 0x0004, /* the header, a GUID, and data */
        BLOCK_END = 0xffff,
};

struct block {
        uint16_t type, length;
        uint32_t reserved;
        EFI_GUID guid;
        uint64_t data;
};

bool machine_relocation_is_relative(uint32_t type) {
        return type == R_AARCH64_RELATIVE;
}

/* The machine's own serial port is not on the PCI bus. */
bool machine_node_is_wire(const EFI_DEVICE_PATH *node) {
        return DevicePathType(node) == HARDWARE_DEVICE_PATH && DevicePathSubType(node) == HW_PCI_DP;
}

/* The block in which EDK2 keeps the address of the tree that QEMU has passed to it. */
static uint64_t tree_in_blocks(uint64_t list) {
        static const EFI_GUID wanted = {0x16958446, 0x19b7, 0x480b, {0xb0, 0x47, 0x74, 0x85, 0xad, 0x3f, 0x71, 0x6d}};
        const struct block *block = (const struct block *) list;

        while (block && block->type != BLOCK_END && block->length) {
                if (block->type == BLOCK_GUID && block->length >= sizeof(*block) &&
                    !__builtin_memcmp(&block->guid, &wanted, sizeof(wanted)))
                        return block->data;
                block = (const struct block *) ((const char *) block + block->length);
        }
        return 0;
}

/* Of ACPI's tables and the tree EDK2 passes on the tables, if it can; other firmware passes on the tree. */
static uint64_t find_tree(void) {
        static const EFI_GUID blocks = {0x7739f24c, 0x93d7, 0x11d4, {0x9a, 0x3a, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d}};

        return platform.device_tree ? platform.device_tree : tree_in_blocks(firmware_table(&blocks));
}

/* The firmware has given the wire an address, and may not let it respond. */
void machine_take(void) {
        uint16_t wire;

        if (board_open((const void *) find_tree(), TREE_MAX) && pci_find_class(PCI_CLASS_16550, &wire))
                pci_write(wire, 2, PCI_COMMAND, pci_read(wire, 2, PCI_COMMAND) | PCI_COMMAND_IO);
}

void machine_give_back(void) {
}
