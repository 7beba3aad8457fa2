/* SPDX-License-Identifier: BSD-2-Clause */
/* The multiboot specification, version 0.6.96: the part that a kernel without modules reads. */
#pragma once

#include <stdint.h>

#define MULTIBOOT_LOADER_MAGIC 0x2badb002u /* the value of EAX at entry */

enum {
        MULTIBOOT_INFO_COMMAND_LINE = 1 << 2,
        MULTIBOOT_INFO_LOADER_NAME = 1 << 9,
};

struct multiboot_info {
        uint32_t flags;
        uint32_t memory_lower, memory_upper;
        uint32_t boot_device;
        uint32_t command_line;
        uint32_t modules_count, modules;
        uint32_t symbols[4];
        uint32_t memory_map_length, memory_map;
        uint32_t drives_length, drives;
        uint32_t configuration_table;
        uint32_t loader_name;
};

_Static_assert(sizeof(struct multiboot_info) == 68, "");
