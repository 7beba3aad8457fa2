/* SPDX-License-Identifier: BSD-2-Clause */
/* Code in ring 3. */
#pragma once

#include <stdbool.h>

#include "low.h"
#include "trap.h"

/* The permission to access a port. */
enum ring3_leave {
        RING3_NONE,
        RING3_LEVEL, /* its I/O privilege level is 3 */
        RING3_MAP,   /* the task's I/O permission map has the port */
};

/*
 * Does the access that is noted in the page there, under the page's segments and with interrupts disabled. False if the
 * CPU's page tables are of a kind that it knows nothing about. Otherwise *ret_survived is false, with *ret_trap set, if
 * the access raised an exception.
 */
bool ring3_run(struct low *low, enum ring3_leave leave, bool *ret_survived, struct trap *ret_trap);

/* Loads a task again that the CPU had in that table of segments. */
void ring3_return_task(const struct table_register *table, uint16_t selector);
