/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <stdint.h>

/*
 * Calls firmware, which runs in real mode and with 32-bit addresses, as Open Firmware's client interface and RTAS do, with these values in
 * r3 and r4. Its r3.
 */
uint64_t firmware_call(uint64_t entry, uint64_t r3, uint64_t r4);
