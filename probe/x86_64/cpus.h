/* SPDX-License-Identifier: BSD-2-Clause */
/* cpus_run() in its two halves. */
#pragma once

#include "arch.h"

/* Gives another CPU than the first a function to call; it must have none. */
void cpus_begin(unsigned cpu, void (*function)(void *argument), void *argument);

/* True if that CPU has come back from it. */
bool cpus_done(unsigned cpu);
