/* SPDX-License-Identifier: BSD-2-Clause */
/* The built-in round: what a probe can check with no host to help it. */
#pragma once

#include <stdbool.h>

#include "options.h"

/* Runs all checks and prints them as TAP 13 on the console. True if none failed. */
bool round_run(const struct options *options);
