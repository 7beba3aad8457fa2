/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_text.h"

#include "report_words.h"

enum { WRAP_MIN = 20 }; /* columns; on a narrower terminal, its own line breaks are more readable */

enum { NARROW = 60, INDENT = 18, INDENT_NARROW = 8 };

static const char *const colours[TCK_STYLES] = {
        [TCK_STYLE_STRONG] = "\033[1m",    [TCK_STYLE_QUIET] = "\033[2m",  [TCK_STYLE_GOOD] = "\033[32m",
        [TCK_STYLE_SKIP] = "\033[36m",     [TCK_STYLE_KNOWN] = "\033[33m", [TCK_STYLE_BAD] = "\033[1;31m",
        [TCK_STYLE_BROKEN] = "\033[1;35m",
};

TckStyle tck_verdict_style(TckVerdict verdict) {
        static const TckStyle styles[TCK_VERDICTS] = {
                [TCK_PASS] = TCK_STYLE_GOOD,    [TCK_SKIP] = TCK_STYLE_SKIP, [TCK_KNOWN] = TCK_STYLE_KNOWN,
                [TCK_WAIVED] = TCK_STYLE_KNOWN, [TCK_FAIL] = TCK_STYLE_BAD,  [TCK_ERROR_VERDICT] = TCK_STYLE_BROKEN,
        };

        return styles[verdict];
}

static guint char_columns(gunichar c) {
        if (g_unichar_iszerowidth(c))
                return 0;
        return g_unichar_iswide(c) ? 2 : 1;
}

guint tck_columns(const char *text) {
        guint columns = 0;

        for (; *text; text = g_utf8_next_char(text))
                columns += char_columns(g_utf8_get_char(text));
        return columns;
}

/* Shortens text to fewer than `columns`, which leaves one for an ellipsis. */
static void cut(char *text, guint columns) {
        for (; *text; text = g_utf8_next_char(text)) {
                guint width = char_columns(g_utf8_get_char(text));

                if (width >= columns)
                        break;
                columns -= width;
        }
        *text = '\0';
}

void tck_line_add(TckLine *line, TckStyle style, const char *text) {
        g_autofree char *safe = tck_escape(text, "");
        const char *colour = line->colour ? colours[style] : NULL;
        guint room = line->limit - line->columns;
        guint columns = tck_columns(safe);
        gboolean whole = columns <= room;

        if (!columns || !room)
                return;
        if (!whole)
                cut(safe, room);
        line->columns = whole ? line->columns + columns : line->limit;
        g_string_append_printf(line->out, "%s%s%s%s", colour ? colour : "", safe, whole ? "" : "…",
                               colour ? "\033[0m" : "");
}

void tck_line_printf(TckLine *line, TckStyle style, const char *format, ...) {
        g_autofree char *text = NULL;
        va_list list;

        va_start(list, format);
        text = g_strdup_vprintf(format, list);
        va_end(list);
        tck_line_add(line, style, text);
}

void tck_line_end(TckLine *line) {
        g_string_append_c(line->out, '\n');
        line->columns = 0;
}

guint tck_line_indent(const TckLine *line) {
        return line->limit < NARROW ? INDENT_NARROW : INDENT;
}

void tck_line_print(TckLine *line, TckStyle style, const char *text) {
        tck_line_add(line, style, text);
        tck_line_end(line);
}

void tck_line_fold(TckLine *line, const char *value) {
        guint indent = line->columns;
        guint columns = line->wrap ? line->wrap : G_MAXUINT;
        g_auto(GStrv) words = g_strsplit(value, " ", -1);

        if (columns < indent + WRAP_MIN)
                columns = G_MAXUINT;
        for (guint i = 0; words[i]; i++) {
                if (line->columns > indent && line->columns + 1 + tck_columns(words[i]) > columns) {
                        tck_line_end(line);
                        tck_line_printf(line, TCK_STYLE_PLAIN, "%*s", (int) indent, "");
                } else if (i) {
                        tck_line_add(line, TCK_STYLE_PLAIN, " ");
                }
                tck_line_add(line, TCK_STYLE_PLAIN, words[i]);
        }
        tck_line_end(line);
}

void tck_line_add_result(TckLine *line, const TckResult *result) {
        const TckOutcome *worst = tck_result_worst(result);
        g_autofree char *seconds = tck_seconds(worst->duration, 2);

        tck_line_printf(line, tck_verdict_style(worst->verdict), " %-5s", tck_verdict_name(worst->verdict));
        if (line->limit >= NARROW)
                tck_line_printf(line, TCK_STYLE_QUIET, " %7s s", seconds);
        tck_line_add(line, TCK_STYLE_PLAIN, "  ");
        tck_line_add(line, TCK_STYLE_PLAIN, result->tested->name);
        tck_line_printf(line, TCK_STYLE_QUIET, " · %s", result->vm);
}

/* ---- labelled values ---- */

enum {
        LABEL_COLUMNS = 13,
        LINES_MAX = 12, /* of one value; the artifacts have all of it */
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
