/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions of the C library that ACPICA calls, beside those of probe/base/string.c. Characters are ASCII. */
#include <acmodesto.h>

size_t strlen(const char *text) {
        size_t length = 0;

        while (text[length])
                length++;
        return length;
}

int strcmp(const char *a, const char *b) {
        return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t size) {
        for (; size; size--, a++, b++)
                if (!*a || *a != *b)
                        return (unsigned char) *a - (unsigned char) *b;
        return 0;
}

char *strcpy(char *restrict to, const char *restrict from) {
        return memcpy(to, from, strlen(from) + 1);
}

char *strncpy(char *restrict to, const char *restrict from, size_t size) {
        size_t length = 0;

        while (length < size && from[length])
                length++;
        memcpy(to, from, length);
        memset(to + length, 0, size - length);
        return to;
}

char *strcat(char *restrict to, const char *restrict from) {
        strcpy(to + strlen(to), from); /* NOLINT(clang-analyzer-security.insecureAPI.strcpy): ACPICA's call */
        return to;
}

static int is_between(int c, int first, int last) {
        return c >= first && c <= last;
}

int isdigit(int c) {
        return is_between(c, '0', '9');
}

int isprint(int c) {
        return is_between(c, ' ', '~');
}

int isspace(int c) {
        return c == ' ' || is_between(c, '\t', '\r');
}

int isxdigit(int c) {
        return isdigit(c) || is_between(c, 'a', 'f') || is_between(c, 'A', 'F');
}

int tolower(int c) {
        return is_between(c, 'A', 'Z') ? c - 'A' + 'a' : c;
}

int toupper(int c) {
        return is_between(c, 'a', 'z') ? c - 'a' + 'A' : c;
}
