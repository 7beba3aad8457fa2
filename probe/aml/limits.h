/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What AML may use up. Its loops, its sleeps and its recursions may have no end, but an operation must: a loop ends as
 * AE_AML_LOOP_TIMEOUT, and once all the time is used up there is no more memory either, which ends the rest. While the
 * machine is stopped, as a panic may do it, no time is used.
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

/* True once there was not enough memory for the operation: what came of it cannot be trusted. */
bool limits_starved(void);

/* Allocates from the heap, as long as the operation has time left; otherwise NULL. */
void *limits_allocate(size_t size);

/* The interpreter's clock, in microseconds. It runs fast for an operation that has used up its time. */
uint64_t limits_time(void);

/* Lets so many microseconds pass, or what is left of the operation's time. */
void limits_stall(uint64_t microseconds);
