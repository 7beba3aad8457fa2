/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_value.h"

enum {
        LABEL_COLUMNS = 13,
        LINES_MAX = 12, /* of one value; the artifacts have the rest */
        COLUMNS_MAX = 400,
};

char *tck_value_shorten(const char *value) {
        GString *out = g_string_new(NULL);
        TckLine line = {.out = out, .limit = COLUMNS_MAX};

        tck_line_add(&line, TCK_STYLE_PLAIN, value);
        return g_string_free(out, FALSE);
}

static void add_label(TckLine *line, const char *label) {
        tck_line_printf(line, TCK_STYLE_QUIET, "%7s%-*s", "", LABEL_COLUMNS, label);
}

void tck_value_add(TckLine *line, const char *label, const char *value) {
        g_auto(GStrv) rows = g_strsplit(value ? value : "", "\n", -1);
        guint count = g_strv_length(rows);

        while (count && !*g_strchomp(rows[count - 1]))
                count--;
        for (guint i = 0; i < MIN(count, LINES_MAX); i++) {
                g_autofree char *row = tck_value_shorten(rows[i]);

                add_label(line, i ? "" : label);
                tck_line_fold(line, row);
        }
        if (count > LINES_MAX) {
                add_label(line, "");
                tck_line_printf(line, TCK_STYLE_QUIET, "(%u more lines)", count - LINES_MAX);
                tck_line_end(line);
        }
}

void tck_value_add_copyable(TckLine *line, const char *label, const char *value) {
        add_label(line, label);
        tck_line_print(line, TCK_STYLE_PLAIN, value);
}
