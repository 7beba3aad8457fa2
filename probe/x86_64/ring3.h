/* SPDX-License-Identifier: BSD-2-Clause */
/* Code in ring 3. */
#pragma once

#include <stdbool.h>

#include "low.h"
#include "trap.h"

/* What gives ring 3 the permission to access a port. */
enum ring3_leave {
        RING3_NONE,
        RING3_LEVEL, /* the I/O privilege level is 3 */
        RING3_MAP,   /* the task's I/O permission map allows the port */
};

/*
 * Performs the access that is stored in the page in ring 3, with the page's segments and interrupts disabled. False if
 * the paging mode is not supported. Otherwise *ret_survived is false, with *ret_trap set, if the access raised an
 * exception.
 */
bool ring3_run(struct low *low, enum ring3_leave leave, bool *ret_survived, struct trap *ret_trap);

/* Reloads the task register with the selector that the CPU had in that table. */
void ring3_return_task(const struct table_register *table, uint16_t selector);
