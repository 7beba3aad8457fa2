/* SPDX-License-Identifier: BSD-2-Clause */
#include <acpi/acpi.h>

#include "messages.h"
#include "sender.h"

#define LINE_MAX 160u
#define ERROR_MAX 128u /* with the words of an answer before it, this fits into a line */

_Static_assert(ERROR_MAX / 2 <= WIRE_WORDS_MAX, "");

static char line[LINE_MAX], error[ERROR_MAX];
static size_t length;
static bool shown;

void messages_forget(void) {
        length = 0;
        error[0] = '\0';
}

const char *messages_first_error(void) {
        return error;
}

void messages_show(bool show) {
        shown = show;
}

static const char *after(const char *text, const char *prefix) {
        size_t size = strlen(prefix);

        return strncmp(text, prefix, size) ? NULL : text + size;
}

static void remark(const char *text) {
        struct wire_writer *writer = send_begin_remark("acpi");

        wire_put_word(writer, text);
        send_line(writer);
}

void messages_remark_first_error(void) {
        if (error[0] && !shown)
                remark(error);
}

static void end_line(void) {
        const char *text;

        line[length] = '\0';
        length = 0;
        text = after(line, ACPI_MSG_ERROR);
        if (!text)
                text = after(line, ACPI_MSG_BIOS_ERROR);
        if (text && !error[0])
                strncpy(error, text, sizeof(error) - 1);
        if (shown && line[0])
                remark(line);
}

static void put(char c) {
        if (c == '\n') {
                end_line();
                return;
        }
        if (!isprint(c))
                c = '?';
        /* ACPICA aligns its tables with several spaces; one is enough. */
        if (length < sizeof(line) - 1 && !(c == ' ' && length && line[length - 1] == ' '))
                line[length++] = c;
}

void acpi_os_vprintf(const char *format, va_list arguments) {
        char text[LINE_MAX];

        vsnprintf(text, sizeof(text), format, arguments);
        for (const char *c = text; *c; c++)
                put(*c);
}

void acpi_os_printf(const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        acpi_os_vprintf(format, arguments);
        va_end(arguments);
}
