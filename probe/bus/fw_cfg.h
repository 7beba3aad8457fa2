/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's firmware configuration. Its contents are not trusted. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fw_cfg_file {
        uint16_t key;
        uint32_t size;
};

/* True if this machine has it. */
bool fw_cfg_present(void);

/* The number of CPUs of the machine. */
unsigned fw_cfg_cpus(void);

/* Looks a file up in the directory. */
bool fw_cfg_find(const char *name, struct fw_cfg_file *ret_file);

/* Reads length bytes at offset of a file; bytes beyond its end are zero. */
void fw_cfg_read(const struct fw_cfg_file *file, uint32_t offset, void *ret_bytes, size_t length);

/* True if it has the DMA interface, without which nothing can be written. */
bool fw_cfg_writable(void);

/* Writes length bytes at offset of a file, in one transfer. False if the device reports an error. */
bool fw_cfg_write(const struct fw_cfg_file *file, uint32_t offset, const void *bytes, uint32_t length);
