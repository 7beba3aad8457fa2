/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The limits of AML. Its loops, sleeps and recursions may be endless, but an operation must end: a loop ends with
 * AE_AML_LOOP_TIMEOUT, and once all the time is used up, no more memory is allocated, which ends everything else. While the
 * machine is stopped, by a panic for example, no time is used.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIMITS_LOOP_SECONDS 1u

/* Begins an operation. clock_start() must have been called. */
void limits_begin(void);

/* True once the operation has used up its time. */
bool limits_exceeded(void);

/* True once there was not enough memory for the operation: its result cannot be trusted. */
bool limits_starved(void);

/* Allocates from the heap, as long as the operation has time left; otherwise NULL. */
void *limits_allocate(size_t size);

/* The interpreter's clock, in microseconds. It runs fast for an operation that has used up its time. */
uint64_t limits_time(void);

/* Waits for so many microseconds, or for the rest of the operation's time. */
void limits_stall(uint64_t microseconds);
