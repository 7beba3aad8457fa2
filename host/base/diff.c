/* SPDX-License-Identifier: BSD-2-Clause */
#include "diff.h"

#include <string.h>

enum { CONTEXT = 3, LINES_MAX = 2000 }; /* of a differing part; a longer one is shown as changed completely */

typedef struct {
        char **lines;
        guint count;
} Text;

typedef struct {
        char sign; /* ' ', '-' or '+' */
        const char *line;
        guint before, after; /* the number of lines before it in either text */
} Entry;

static Text split(const char *text) {
        Text parts = {g_strsplit(text, "\n", -1), 0};

        parts.count = g_strv_length(parts.lines);
        /* After the last LF there is no line. */
        if (parts.count && !*parts.lines[parts.count - 1])
                parts.count--;
        return parts;
}

static void add(GArray *entries, char sign, const char *line, guint before, guint after) {
        Entry entry = {sign, line, before, after};

        g_array_append_val(entries, entry);
}

/* For each pair of positions, the length of the longest common subsequence of lines from there to the ends. */
static guint16 *common_lengths(char **a, guint n, char **b, guint m) {
        guint16 *lengths = g_new0(guint16, (gsize) (n + 1) * (m + 1));

        for (guint i = n; i--;)
                for (guint j = m; j--;) {
                        guint16 *here = &lengths[(gsize) i * (m + 1) + j];

                        *here = g_str_equal(a[i], b[j]) ? (guint16) (here[m + 2] + 1) : MAX(here[m + 1], here[1]);
                }
        return lengths;
}

/* Adds the entries of the part in which the texts differ; `from` lines before it are the same. */
static void compare(GArray *entries, char **a, guint n, char **b, guint m, guint from) {
        gboolean small = n <= LINES_MAX && m <= LINES_MAX;
        guint16 *lengths = small ? common_lengths(a, n, b, m) : NULL;
        guint i = 0, j = 0;

        while (i < n || j < m) {
                const guint16 *here = small ? &lengths[(gsize) i * (m + 1) + j] : NULL;

                if (small && i < n && j < m && g_str_equal(a[i], b[j])) {
                        add(entries, ' ', a[i], from + i, from + j);
                        i++;
                        j++;
                } else if (i < n && (j == m || !small || here[m + 1] >= here[1])) {
                        add(entries, '-', a[i], from + i, from + j);
                        i++;
                } else {
                        add(entries, '+', b[j], from + i, from + j);
                        j++;
                }
        }
        g_free(lengths);
}

/* All lines of both texts, in order. */
static GArray *align(const Text *before, const Text *after) {
        GArray *entries = g_array_new(FALSE, FALSE, sizeof(Entry));
        guint least = MIN(before->count, after->count), first = 0, last = 0;

        while (first < least && g_str_equal(before->lines[first], after->lines[first])) {
                add(entries, ' ', before->lines[first], first, first);
                first++;
        }
        while (last < least - first &&
               g_str_equal(before->lines[before->count - last - 1], after->lines[after->count - last - 1]))
                last++;
        compare(entries, before->lines + first, before->count - first - last, after->lines + first,
                after->count - first - last, first);
        for (guint i = 0; i < last; i++)
                add(entries, ' ', before->lines[before->count - last + i], before->count - last + i,
                    after->count - last + i);
        return entries;
}

/* Whether a differing line is within the context. */
static gboolean is_shown(const GArray *entries, guint place) {
        guint from = place > CONTEXT ? place - CONTEXT : 0;

        for (guint i = from; i < entries->len && i <= place + CONTEXT; i++)
                if (g_array_index(entries, Entry, i).sign != ' ')
                        return TRUE;
        return FALSE;
}

/* Adds the hunk that begins at an entry. Returns the entry after it. */
static guint add_hunk(GString *text, const GArray *entries, guint from) {
        const Entry *first = &g_array_index(entries, Entry, from);
        guint to = from, before = 0, after = 0;

        for (; to < entries->len && is_shown(entries, to); to++) {
                before += g_array_index(entries, Entry, to).sign != '+';
                after += g_array_index(entries, Entry, to).sign != '-';
        }
        g_string_append_printf(text, "@@ -%u,%u +%u,%u @@\n", first->before + (before > 0), before,
                               first->after + (after > 0), after);
        for (guint i = from; i < to; i++) {
                const Entry *entry = &g_array_index(entries, Entry, i);

                g_string_append_printf(text, "%c%s\n", entry->sign, entry->line);
        }
        return to;
}

char *tck_diff(const char *before, const char *after, const char *name) {
        Text a = split(before), b = split(after);
        g_autoptr(GArray) entries = align(&a, &b);
        g_autoptr(GString) text = g_string_new(NULL);

        for (guint i = 0; i < entries->len; i++)
                if (is_shown(entries, i))
                        i = add_hunk(text, entries, i) - 1;
        if (text->len) {
                g_autofree char *head = g_strdup_printf("--- %s\n+++ %s\n", name, name);

                g_string_prepend(text, head);
        }
        g_strfreev(a.lines);
        g_strfreev(b.lines);
        return text->len ? g_strdup(text->str) : NULL;
}
