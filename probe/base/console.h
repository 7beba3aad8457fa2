/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for people. */
#pragma once

/*
 * Prints on the platform's console. Supports printf's %s, %c, %u, %x and %%, a width with leading zeroes (%04x), and l
 * for 64 bits.
 */
__attribute__((format(printf, 1, 2))) void console_print(const char *format, ...);
