/* SPDX-License-Identifier: BSD-2-Clause */
/* What an architecture provides to the application: efi/ARCH/ defines everything that is declared here. */
#pragma once

#include <efi.h>
#include <stdbool.h>
#include <stdint.h>

/* True if a relocation of that type, in ELF's numbering, is the image's address plus the addend. */
bool machine_relocation_is_relative(uint32_t type);

/* Whether the node of a device path is a serial device that is the wire. */
bool machine_node_is_wire(const EFI_DEVICE_PATH *node);

/* Takes from the firmware what the probe needs, and fills it into the platform; and gives it back. */
void machine_take(void);
void machine_give_back(void);
