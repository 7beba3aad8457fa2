/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Limits for AML. Its loops, sleeps and recursions may be endless, but an operation has to end: a loop ends with
 * AE_AML_LOOP_TIMEOUT, and once the operation's time is used up, no more memory is allocated, which ends everything
 * else. Time during which the machine is stopped, by a panic for example, does not count.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIMITS_LOOP_SECONDS 1u

/* Begins an operation. Needs clock_start(). */
void limits_begin(void);

/* True once the operation has used up its time. */
bool limits_exceeded(void);

/* True if the operation ran out of memory: its result cannot be trusted. */
bool limits_starved(void);

/* Allocates from the heap; NULL once the operation has used up its time. */
void *limits_allocate(size_t size);

/* The interpreter's clock, in microseconds. It jumps ahead once the operation has used up its time. */
uint64_t limits_time(void);

/* Waits for so many microseconds, or until the operation has used up its time. */
void limits_stall(uint64_t microseconds);
