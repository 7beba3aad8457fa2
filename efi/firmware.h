/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware, as the files of the application use it. */
#pragma once

#include <efi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As handed to efi_main(). */
extern EFI_HANDLE firmware_image;
extern EFI_SYSTEM_TABLE *firmware;

/* Prints on the firmware's console. */
void firmware_print(const char *text, size_t length);

/*
 * Reads the load options as words. False, and no words, if they are not text or too long for size: whoever started
 * the application may have left anything there.
 */
bool firmware_read_options(char *ret_words, size_t size);

/* True if the load options begin with the application's name, as the Shell has it. */
bool firmware_names_us(void);

/* Where the image was loaded to, and its size; zeroes if the firmware does not say. */
void firmware_image_place(uint64_t *ret_address, uint64_t *ret_size);

/* The address of ACPI's root pointer, from the configuration table; 0 if there is none. */
uint64_t firmware_rsdp(void);

/* Allocates a page below 1 MiB to run code in; 0 if there is none. */
uint32_t firmware_allocate_low_page(void);

/* Gives that page back, if it is not 0. */
void firmware_free_low_page(uint32_t page);

/* Takes COM2 away from the firmware. */
void firmware_release_wire(void);

/* Calls ExitBootServices(). Once that has returned true, only run-time services may be called. */
bool firmware_exit_boot_services(void);
