/* SPDX-License-Identifier: BSD-2-Clause */
/* The calls that led to an exception, for an oops, on architectures whose frames have a pointer to their caller's beside the return address. */
#pragma once

#include <stdint.h>

struct trap_frame;

struct backtrace_frame {
        uint64_t caller, return_address;
};

/*
 * Prints the addresses, from that of the exception on. `first` is the frame pointer. It may have any value: read() is called guarded to read the
 * frame at an address, with the registers of the exception, and frames are followed only upwards and within the image.
 */
void backtrace_print(const struct trap_frame *registers, uint64_t pc, uint64_t first,
                     void (*read)(const struct trap_frame *registers, uint64_t at, struct backtrace_frame *ret_frame));
