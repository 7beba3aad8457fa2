/* SPDX-License-Identifier: BSD-2-Clause */
#include "escape.h"

#include <string.h>

/* Unicode's line and paragraph separators are printable, but end a line in YAML. */
static gboolean is_harmless(gunichar c) {
        return g_unichar_isprint(c) && c != 0x2028 && c != 0x2029;
}

static void append_escape(GString *out, gunichar c) {
        if (c == '\n')
                g_string_append(out, "\\n");
        else if (c == '\t')
                g_string_append(out, "\\t");
        else if (c == '\r')
                g_string_append(out, "\\r");
        else if (c < 0x100)
                g_string_append_printf(out, "\\x%02x", c);
        else if (c < 0x10000)
                g_string_append_printf(out, "\\u%04x", c);
        else
                g_string_append_printf(out, "\\U%08x", c);
}

char *tck_escape(const char *text, const char *marks) {
        GString *out = g_string_new(NULL);
        const char *backslash = strchr(marks, '\\') ? "\\\\" : "\\";

        while (text && *text) {
                gunichar c = g_utf8_get_char_validated(text, -1);

                if (c == (gunichar) -1 || c == (gunichar) -2) {
                        g_string_append_printf(out, "%sx%02x", backslash, (guint8) *text++);
                        continue;
                }
                if (c < 0x80 && strchr(marks, (char) c))
                        g_string_append_c(out, '\\');
                if (is_harmless(c))
                        g_string_append_unichar(out, c);
                else
                        append_escape(out, c);
                text = g_utf8_next_char(text);
        }
        return g_string_free(out, FALSE);
}
