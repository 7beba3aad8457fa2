/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"
#include "boot.h"
#include "io.h"
#include "trap.h"

#define RESET_CONTROL 0xcf9u /* of PCI chipsets */
#define RESET_CONTROL_FULL 0x06u
#define KEYBOARD_COMMAND 0x64u
#define KEYBOARD_PULSE_RESET 0xfeu

#define PATIENCE_MICROSECONDS 10000u

/* Tries each way to reset the machine, the least drastic first. */
void boot_reset(void) {
        if (pci_present()) {
                out8(RESET_CONTROL, RESET_CONTROL_FULL);
                timer_stall(PATIENCE_MICROSECONDS);
        }
        out8(KEYBOARD_COMMAND, KEYBOARD_PULSE_RESET);
        timer_stall(PATIENCE_MICROSECONDS);
        raise_triple_fault();
}
