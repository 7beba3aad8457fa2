/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O ports. */
#pragma once

#include <stddef.h>
#include <stdint.h>

static inline uint8_t in8(uint16_t port) {
        uint8_t value;

        __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
        return value;
}

static inline uint16_t in16(uint16_t port) {
        uint16_t value;

        __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
        return value;
}

static inline uint32_t in32(uint16_t port) {
        uint32_t value;

        __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
        return value;
}

static inline void out8(uint16_t port, uint8_t value) {
        __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void out16(uint16_t port, uint16_t value) {
        __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void out32(uint16_t port, uint32_t value) {
        __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

/* Reads length bytes, one after the other, from one port. */
static inline void in8_string(uint16_t port, void *ret_bytes, size_t length) {
        __asm__ volatile("rep insb" : "+D"(ret_bytes), "+c"(length) : "d"(port) : "memory");
}
