/* SPDX-License-Identifier: BSD-2-Clause */
/* The CPU that starts the probe. */
#pragma once

#include <stdint.h>

/* Keeps its id, and makes it the first one in percpu_current(). */
void hart_begin_first(uint64_t hart);
