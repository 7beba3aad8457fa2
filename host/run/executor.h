/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs units: workers, each a thread of its own, take one after the other.
 */
#pragma once

#include "attempt.h"

/* Runs all units of the pool by so many workers, each of which is made like that one. Blocks, iterating the default main context,
 * until all is done or tck_cancel() was called. */
void tck_execute(const TckWorker *model, guint count);
