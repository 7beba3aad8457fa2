/* SPDX-License-Identifier: BSD-2-Clause */
/* Run-Time Abstraction Services (LoPAR, "Run-Time Abstraction Services"). */
#pragma once

#include "arch.h"

enum { RTAS_CELLS_MAX = 16 };

/* A call: what it is called with, and what it returned, the status first. */
struct rtas_call {
        uint32_t token, argument_count, return_count;
        uint32_t cells[RTAS_CELLS_MAX]; /* the arguments, followed by what is returned */
} __attribute__((aligned(8)));

enum { RTAS_SUCCESS = 0 };

/* Makes a call, through the entry that the firmware gave. The status, which is 0xffffffff before the call. */
uint32_t rtas_perform(struct rtas_call *call);

/* A service by its name, with up to three arguments and this many return values. False if there is no such service, or if its status is not
 * RTAS_SUCCESS; otherwise *ret_value is what it returned besides, if return_count is 2. */
bool rtas_serve(const char *name, unsigned argument_count, const uint32_t *arguments, unsigned return_count,
                uint32_t *ret_value);
