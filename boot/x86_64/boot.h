/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the kernel offer each other. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Finds ACPI's root pointer where a BIOS leaves it; 0 if there is none. */
uint64_t boot_rsdp(void);

/* Resets the machine. */
void boot_reset(void);

/* Clears the screen; false if there is none in text mode. Printing then does nothing. */
bool vga_open(void);

/* Prints on the screen. */
void vga_print(const char *text, size_t length);
