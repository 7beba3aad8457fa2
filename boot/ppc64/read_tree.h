/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <stdbool.h>

/* Fills in `tree` (probe/ppc64/tree.h), through the client interface. NULL, or what is missing. */
const char *read_tree(void);
