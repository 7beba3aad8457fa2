/* SPDX-License-Identifier: BSD-2-Clause */
/* The interpreter's memory: one arena, first fit. Nothing here touches a machine. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Memory for any kind of object, not cleared; NULL if there is no piece of that size any more. */
void *heap_allocate(size_t size);

/* Gives back what heap_allocate() gave, or NULL. */
void heap_free(void *memory);

/* Gives back everything at once. */
void heap_reset(void);

/* The bytes in use at most, since the last reset. */
size_t heap_peak(void);
