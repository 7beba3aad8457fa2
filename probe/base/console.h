/* SPDX-License-Identifier: BSD-2-Clause */
/* Printing for people. */
#pragma once

/*
 * Prints on the platform's console. Of printf's formats it knows %s, %c, %u, %x and %%, a width and zeroes before it
 * (%04x), and l for 64 bits.
 */
__attribute__((format(printf, 1, 2))) void console_print(const char *format, ...);
