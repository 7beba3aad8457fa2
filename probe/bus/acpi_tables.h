/* SPDX-License-Identifier: BSD-2-Clause */
/* ACPI's tables as firmware left them: found and checked, not interpreted. Does not access hardware. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TABLE_LENGTH_MAX (4u << 20) /* a longer table is taken as invalid */

enum table_checksum {
        CHECKSUM_GOOD,
        CHECKSUM_BAD,
        CHECKSUM_NONE,       /* this kind of table has no checksum */
        CHECKSUM_UNREADABLE, /* it cannot be read, or its length is invalid */
};

struct table {
        char signature
                [9]; /* "RSDP" for the root pointer; '?' for a character other than letters, digits and underscores */
        uint64_t address;
        uint32_t length;
        enum table_checksum checksum;
};

/* The address at which length bytes of physical memory can be read; NULL if they cannot. */
typedef void *tables_view(uint64_t address, size_t length);

/* Finds a root pointer with a valid checksum in a BIOS's memory. False if there is none. */
bool tables_find_root_pointer(const void *bytes, size_t length, size_t *ret_offset);

/*
 * Lists the root pointer at address and the tables that can be reached from it: XSDT or RSDT, their tables, and those
 * of the FADT. Returns the number of tables: if it is more than max, *ret_tables has the first max, and some have not
 * been examined.
 */
size_t tables_list(tables_view *view, uint64_t address, struct table *ret_tables, size_t max);
