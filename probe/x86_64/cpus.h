/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * More than one CPU. The first is the one that we were started on; the others do what they are given. A CPU that waits,
 * for work or for another one's work, counts: its counter stands still when the CPU does.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define CPUS_MAX 4u

extern volatile uint64_t cpus_counters[CPUS_MAX];

/* The number of the CPU that asks. */
unsigned cpus_current(void);

/* Starts the others, up to CPUS_MAX, once. False with *ret_reason and *ret_text as an error answer has them. */
bool cpus_start(const char **ret_reason, const char **ret_text);

/* How many are up. */
unsigned cpus_count(void);

/* Gives another CPU, that is not the first, a function to call; whether it has come back from it. */
void cpus_begin(unsigned cpu, void (*function)(void *argument), void *argument);
bool cpus_done(unsigned cpu);

/* Both: returns when it is done. */
void cpus_run(unsigned cpu, void (*function)(void *argument), void *argument);
