/* SPDX-License-Identifier: BSD-2-Clause */
/* What a compiler may call although nobody wrote it. */
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
        void *end = to;

        __asm__ volatile("rep movsb" : "+D"(end), "+S"(from), "+c"(size) : : "memory");
        return to;
}

void *memmove(void *to, const void *from, size_t size) {
        if ((char *) to <= (const char *) from || (char *) to >= (const char *) from + size)
                return memcpy(to, from, size);
        for (volatile char *byte = to; size--;)
                byte[size] = ((const char *) from)[size];
        return to;
}

void *memset(void *to, int byte, size_t size) {
        void *end = to;

        __asm__ volatile("rep stosb" : "+D"(end), "+c"(size) : "a"(byte) : "memory");
        return to;
}

int memcmp(const void *a, const void *b, size_t size) {
        const unsigned char *left = a, *right = b;

        for (; size; size--, left++, right++)
                if (*left != *right)
                        return *left - *right;
        return 0;
}
