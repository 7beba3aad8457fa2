/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>

#include "console.h"
#include "platform.h"

static void print_number(uint64_t value, unsigned base, unsigned width, char fill) {
        char digits[20];
        unsigned first = sizeof(digits);

        do {
                digits[--first] = "0123456789abcdef"[value % base];
                value /= base;
        } while (value);
        while (first && sizeof(digits) - first < width)
                digits[--first] = fill;
        platform.print(digits + first, sizeof(digits) - first);
}

static void print_text(const char *text) {
        size_t length = 0;

        while (text[length])
                length++;
        platform.print(text, length);
}

void console_print(const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        while (*format) {
                const char *end = format;
                unsigned width = 0;
                char fill, character;
                bool wide;

                while (*end && *end != '%')
                        end++;
                platform.print(format, (size_t) (end - format));
                if (!*end)
                        break;

                fill = *++end == '0' ? '0' : ' ';
                while (*end >= '0' && *end <= '9')
                        width = width * 10 + (unsigned) (*end++ - '0');
                wide = *end == 'l';
                end += wide;
                switch (*end) {
                case 's':
                        print_text(va_arg(arguments, const char *));
                        break;
                case 'c':
                        character = (char) va_arg(arguments, int);
                        platform.print(&character, 1);
                        break;
                case 'u':
                case 'x':
                        print_number(wide ? va_arg(arguments, unsigned long) : va_arg(arguments, unsigned),
                                     *end == 'x' ? 16 : 10, width, fill);
                        break;
                default:
                        platform.print(end, 1);
                }
                format = end + 1;
        }
        va_end(arguments);
}
