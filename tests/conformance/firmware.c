/* SPDX-License-Identifier: BSD-2-Clause */
#include "firmware.h"

char *firmware_vendor(Tck *t) {
        enum { VENDOR = 24, LENGTH_MAX = 64 };
        guint64 table = tck_info(t, "system-table");
        guint64 name = table ? tck_ask(t, "read 8 0x%" G_GINT64_MODIFIER "x", table + VENDOR) : 0;
        g_autoptr(GString) text = g_string_new(NULL);

        for (guint i = 0; name && i < LENGTH_MAX && !tck_over(t); i++) {
                guint16 letter = (guint16) tck_ask(t, "read 2 0x%" G_GINT64_MODIFIER "x", name + i * 2);

                if (!letter)
                        break;
                g_string_append_c(text, g_ascii_isprint(letter < 0x80 ? (char) letter : 0) ? (char) letter : '?');
        }
        return g_strdup(text->len ? text->str : "a BIOS");
}
