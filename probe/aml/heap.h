/* SPDX-License-Identifier: BSD-2-Clause */
/* The interpreter's memory: one arena, first fit. Nothing here touches a machine. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Memory for any kind of object, not cleared; NULL if there is no free piece of that size. */
void *heap_allocate(size_t size);

/* Frees memory that heap_allocate() returned; NULL is ignored. */
void heap_free(void *memory);

/* Frees everything at once. */
void heap_reset(void);
