/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes to QEMU's firmware configuration, which only its DMA interface takes. */
#pragma once

#include "fw_cfg.h"

/* True if this machine has that interface. */
bool fw_cfg_writable(void);

/* Writes length bytes at offset of a file, in one piece. False if the device refuses. */
bool fw_cfg_write(const struct fw_cfg_file *file, uint32_t offset, const void *bytes, uint32_t length);
