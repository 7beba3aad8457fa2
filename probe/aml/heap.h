/* SPDX-License-Identifier: BSD-2-Clause */
/* The interpreter's memory: one arena, first fit. Does not access hardware. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Allocates uninitialized memory, aligned for any object; NULL if there is no free piece of that size. */
void *heap_allocate(size_t size);

/* Frees memory that heap_allocate() returned; NULL is ignored. */
void heap_free(void *memory);

/* Frees everything at once. */
void heap_reset(void);
