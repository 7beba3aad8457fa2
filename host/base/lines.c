/* SPDX-License-Identifier: BSD-2-Clause */
#include "lines.h"

#include <string.h>

struct TckLines {
        GString *text; /* of a line that is not complete */
        gsize most;
        guint64 number; /* of the previous line */
        TckLineFunc func;
        gpointer data;
};

TckLines *tck_lines_new(gsize most, TckLineFunc func, gpointer data) {
        TckLines *lines = g_new(TckLines, 1);

        *lines = (TckLines){g_string_new(NULL), most, 0, func, data};
        return lines;
}

void tck_lines_free(TckLines *lines) {
        if (!lines)
                return;
        g_string_free(lines->text, TRUE);
        g_free(lines);
}

static void give(TckLines *lines) {
        lines->func(lines->text->str, lines->text->len, ++lines->number, lines->data);
        g_string_truncate(lines->text, 0);
}

void tck_lines_feed(TckLines *lines, const char *bytes, gsize length) {
        GString *text = lines->text;

        for (const char *at = bytes, *end = bytes + length; at < end;) {
                const char *stop = memchr(at, '\n', (gsize) (end - at));
                gsize n = (gsize) ((stop ? stop : end) - at);

                g_string_append_len(text, at, (gssize) MIN(n, lines->most - text->len));
                at += n + (stop != NULL);
                if (!stop)
                        continue;
                if (text->len && text->str[text->len - 1] == '\r')
                        g_string_truncate(text, text->len - 1);
                give(lines);
        }
}

void tck_lines_end(TckLines *lines) {
        if (lines->text->len)
                give(lines);
}

void tck_lines_drop(TckLines *lines) {
        g_string_truncate(lines->text, 0);
}
