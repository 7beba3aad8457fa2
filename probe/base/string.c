/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions that a compiler may call implicitly. */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);

/* Keeps the compiler from replacing the loop of a function by a call of that same function. */
#define NOT_A_CALL __asm__("" : : : "memory")

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
        for (size_t i = 0; i < size; i++) {
                ((char *) to)[i] = ((const char *) from)[i];
                NOT_A_CALL;
        }
        return to;
}

void *memmove(void *to, const void *from, size_t size) {
        if ((uintptr_t) to - (uintptr_t) from >= size)
                return memcpy(to, from, size);
        while (size--) {
                ((char *) to)[size] = ((const char *) from)[size];
                NOT_A_CALL;
        }
        return to;
}

void *memset(void *to, int byte, size_t size) {
        for (size_t i = 0; i < size; i++) {
                ((char *) to)[i] = (char) byte;
                NOT_A_CALL;
        }
        return to;
}

int memcmp(const void *a, const void *b, size_t size) {
        const unsigned char *left = a, *right = b;

        for (; size; size--, left++, right++)
                if (*left != *right)
                        return *left - *right;
        return 0;
}
