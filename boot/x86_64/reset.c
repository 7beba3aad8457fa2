/* SPDX-License-Identifier: BSD-2-Clause */
#include "boot.h"
#include "io.h"
#include "pci.h"
#include "pit.h"
#include "power.h"

#define RESET_CONTROL 0xcf9u /* of PCI chipsets */
#define RESET_CONTROL_FULL 0x06u
#define KEYBOARD_COMMAND 0x64u
#define KEYBOARD_PULSE_RESET 0xfeu

#define PATIENCE_MICROSECONDS 10000u

/* Whatever works, from the tamest on. */
void boot_reset(void) {
        if (pci_present()) {
                out8(RESET_CONTROL, RESET_CONTROL_FULL);
                pit_stall(PATIENCE_MICROSECONDS);
        }
        out8(KEYBOARD_COMMAND, KEYBOARD_PULSE_RESET);
        pit_stall(PATIENCE_MICROSECONDS);
        power_triple_fault();
}
