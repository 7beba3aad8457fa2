/* SPDX-License-Identifier: BSD-2-Clause */
/* What the architecture of a machine provides to this room: interrupts, which only wake a CPU that has nothing to do. */
#pragma once

#include "fdt.h"

/*
 * Lets an interrupt of that controller, whose number is in the cells as the controller's binding says, wake this CPU. False if the
 * controller is of a kind that is not known.
 */
bool interrupt_route(const struct fdt_node *controller, const uint32_t *cells, unsigned count);

/* Sleeps until such an interrupt is there, or has been since the last call. May return earlier. */
void interrupt_sleep(void);
