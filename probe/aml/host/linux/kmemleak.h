/* SPDX-License-Identifier: BSD-2-Clause */
/* The one header of Linux's that ACPICA's files include by themselves, for this one function. */
#pragma once

static inline void kmemleak_not_leak(const void *memory) {
        (void) memory;
}
