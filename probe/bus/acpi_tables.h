/* SPDX-License-Identifier: BSD-2-Clause */
/* ACPI's tables as firmware left them: found and checked, not interpreted. Nothing here touches a machine. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TABLE_LENGTH_MAX (4u << 20) /* a table that says it is longer is garbage */

enum table_checksum {
        CHECKSUM_GOOD,
        CHECKSUM_BAD,
        CHECKSUM_NONE,       /* this kind of table has none */
        CHECKSUM_UNREADABLE, /* it lies where nothing can be read, or its length is nonsense */
};

struct table {
        char signature
                [9]; /* "RSDP" for the root pointer; '?' for a character other than letters, digits and underscores */
        uint64_t address;
        uint32_t length;
        enum table_checksum checksum;
};

/* Where the length bytes of physical memory at address can be read; NULL if they cannot. */
typedef void *tables_view(uint64_t address, size_t length);

/* Finds a root pointer with a good checksum in a BIOS's memory. False if there is none. */
bool tables_find_root_pointer(const void *bytes, size_t length, size_t *ret_offset);

/*
 * Lists the root pointer at address, and all that it leads to: XSDT or RSDT, the tables in that, and what the FADT leads
 * to. Returns how many tables there are: if more than max, some have not been looked at, and *ret_tables has the first max.
 */
size_t tables_list(tables_view *view, uint64_t address, struct table *ret_tables, size_t max);
