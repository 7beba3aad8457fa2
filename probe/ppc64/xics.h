/* SPDX-License-Identifier: BSD-2-Clause */
/* The interrupt controller, by calls of the hypervisor and by RTAS (LoPAR, "Interrupt Controller" and "Hypervisor Call Functions"). */
#pragma once

#include "arch.h"

/* Lets interrupts in to the first CPU. */
void xics_start(void);

/* Has the interrupts with that number sent to the first CPU. False if there is no such controller. */
bool xics_route(uint32_t number);

/* Takes the interrupt that has come in. */
void xics_interrupt(void);

/* Sleeps until an interrupt has come in. One that is there already is enough. */
void xics_sleep(void);
