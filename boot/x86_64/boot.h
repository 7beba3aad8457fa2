/* SPDX-License-Identifier: BSD-2-Clause */
/* The interfaces between the kernel's files. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Finds ACPI's root pointer in the BIOS memory areas; 0 if there is none. */
uint64_t boot_rsdp(void);

/* Resets the machine. */
void boot_reset(void);

/* Clears the screen. False if it is not in text mode; printing then does nothing. */
bool vga_open(void);

/* Prints on the screen. */
void vga_print(const char *text, size_t length);
