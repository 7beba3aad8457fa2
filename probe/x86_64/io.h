/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O ports: in8(), in16() and in32(), out8(), out16() and out32(). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define PORT_MAX 0xffffu

#define PORT_ACCESS(bits, suffix)                                                               \
        static inline uint##bits##_t in##bits(uint16_t port) {                                  \
                uint##bits##_t value;                                                           \
                                                                                                \
                __asm__ volatile("in" suffix " %1, %0" : "=a"(value) : "Nd"(port));             \
                return value;                                                                   \
        }                                                                                       \
        static inline void out##bits(uint16_t port, uint##bits##_t value) {                     \
                __asm__ volatile("out" suffix " %0, %1" : : "a"(value), "Nd"(port) : "memory"); \
        }

PORT_ACCESS(8, "b")
PORT_ACCESS(16, "w")
PORT_ACCESS(32, "l")

/* Reads length bytes from one port, one by one. */
static inline void in8_string(uint16_t port, void *ret_bytes, size_t length) {
        __asm__ volatile("rep insb" : "+D"(ret_bytes), "+c"(length) : "d"(port) : "memory");
}
