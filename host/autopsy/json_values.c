/* SPDX-License-Identifier: BSD-2-Clause */
#include "json_values.h"

struct TckJsonValues {
        GString *text; /* of an unfinished object */
        gsize most;
        guint depth;
        gboolean quoted, escaped;
        guint64 begin; /* the number of its first line */
        TckJsonValueFunc func;
        gpointer data;
};

TckJsonValues *tck_json_values_new(gsize most, TckJsonValueFunc func, gpointer data) {
        TckJsonValues *values = g_new(TckJsonValues, 1);

        *values = (TckJsonValues){.text = g_string_new(NULL), .most = most, .func = func, .data = data};
        return values;
}

void tck_json_values_free(TckJsonValues *values) {
        if (!values)
                return;
        g_string_free(values->text, TRUE);
        g_free(values);
}

gboolean tck_json_values_inside(const TckJsonValues *values) {
        return values->depth > 0;
}

static void add(TckJsonValues *values, char c) {
        if (values->text->len < values->most)
                g_string_append_c(values->text, c);
}

/* Takes a character. Brackets in strings do not count. */
static void take(TckJsonValues *values, char c) {
        add(values, c);
        if (values->quoted) {
                values->quoted = values->escaped || c != '"';
                values->escaped = !values->escaped && c == '\\';
                return;
        }
        values->quoted = c == '"';
        values->depth += c == '{' || c == '[';
        values->depth -= (c == '}' || c == ']') && values->depth;
        if (values->depth)
                return;
        values->func(values->text->str, values->text->len, values->begin, values->data);
        g_string_truncate(values->text, 0);
}

void tck_json_values_line(TckJsonValues *values, const char *line, gsize length, guint64 number) {
        for (gsize i = 0; i < length; i++) {
                if (!values->depth && line[i] != '{')
                        continue;
                if (!values->depth)
                        values->begin = number;
                take(values, line[i]);
        }
        if (values->depth && !values->quoted)
                add(values, '\n');
}
