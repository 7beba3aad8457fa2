/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's services that the application uses. */
#pragma once

#include <efi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The application, whose image has been relocated. */
EFI_STATUS firmware_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *system);

/* Its arguments. */
extern EFI_HANDLE firmware_image;
extern EFI_SYSTEM_TABLE *firmware;

/* Prints on the firmware's console. */
void firmware_print(const char *text, size_t length);

/*
 * Reads the load options as text. False, and an empty text, if they are not ASCII or do not fit: whoever started the
 * application may pass arbitrary bytes.
 */
bool firmware_read_options(char *ret_words, size_t size);

/* True if the load options begin with the application's name, as they do when the Shell started it. */
bool firmware_names_us(void);

/* The address and size of the loaded image; zeroes if the firmware does not say. */
void firmware_image_place(uint64_t *ret_address, uint64_t *ret_size);

/* The address of the table with that GUID in the configuration table; 0 if there is none. */
uint64_t firmware_table(const EFI_GUID *guid);

/* The address of ACPI's root pointer, from the configuration table; 0 if there is none. */
uint64_t firmware_rsdp(void);

/* The address of the device tree, from the configuration table; 0 if there is none. */
uint64_t firmware_device_tree(void);

/* Disconnects the firmware's drivers from the wire. */
void firmware_release_wire(void);

/* Calls ExitBootServices(). After it has returned true, only runtime services may be called. */
bool firmware_exit_boot_services(void);
