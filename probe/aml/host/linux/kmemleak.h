/* SPDX-License-Identifier: BSD-2-Clause */
/* The only header of Linux that ACPICA's files include directly, for this function. */
#pragma once

static inline void kmemleak_not_leak(const void *memory) {
        (void) memory;
}
