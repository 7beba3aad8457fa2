/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_matrix.h"

#include <string.h>

#include "arch.h"

static const TckVerdict order[] = {TCK_PASS, TCK_KNOWN, TCK_WAIVED, TCK_SKIP, TCK_FAIL, TCK_ERROR_VERDICT};

static const char *arch_of(const TckResult *result) {
        return result->arch ? result->arch : tck_default_arch()->name;
}

static TckChannelRow *find_row(GPtrArray *rows, const TckResult *result) {
        TckChannelRow *row;

        for (guint i = 0; i < rows->len; i++) {
                row = rows->pdata[i];
                if (g_str_equal(row->channel, result->channel) && g_str_equal(row->arch, arch_of(result)))
                        return row;
        }
        row = g_new0(TckChannelRow, 1);
        row->channel = result->channel;
        row->arch = arch_of(result);
        g_ptr_array_add(rows, row);
        return row;
}

/* The place of an architecture among the run's parts; behind them if it has none. */
static guint place_of(const TckRun *run, const char *arch) {
        guint place = 0;

        while (place < run->parts->len && !g_str_equal(((const TckRunPart *) run->parts->pdata[place])->arch, arch))
                place++;
        return place;
}

static gint compare(gconstpointer a, gconstpointer b, gpointer data) {
        const TckChannelRow *first = *(const TckChannelRow *const *) a, *second = *(const TckChannelRow *const *) b;
        int by_channel = strcmp(first->channel, second->channel);

        return by_channel ? by_channel : (gint) place_of(data, first->arch) - (gint) place_of(data, second->arch);
}

GPtrArray *tck_channel_rows(const TckRun *run) {
        GPtrArray *rows = g_ptr_array_new_with_free_func(g_free);

        for (guint i = 0; i < run->results->len; i++) {
                const TckResult *result = run->results->pdata[i];

                find_row(rows, result)->counts[tck_result_verdict(result)]++;
        }
        g_ptr_array_sort_with_data(rows, compare, (gpointer) run);
        return rows;
}

/* ---- as text ---- */

/* The widest name of a column's rows, and of its title. */
static int width_of(const GPtrArray *rows, const char *title, const char *(*name_of)(const TckChannelRow *row)) {
        gsize width = strlen(title);

        for (guint i = 0; i < rows->len; i++)
                width = MAX(width, strlen(name_of(rows->pdata[i])));
        return (int) width;
}

static const char *channel_of_row(const TckChannelRow *row) {
        return row->channel;
}

static const char *arch_of_row(const TckChannelRow *row) {
        return row->arch;
}

static char *title_line(int channels, int archs) {
        GString *line = g_string_new(NULL);

        g_string_append_printf(line, "%-*s  %-*s", channels, "channel", archs, "architecture");
        for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
                g_string_append_printf(line, "  %6s", tck_verdict_name(order[i]));
        return g_string_free(line, FALSE);
}

/* A dash for no result: a zero is easily taken for an eight. */
static char *row_line(const TckChannelRow *row, gboolean first, int channels, int archs) {
        GString *line = g_string_new(NULL);

        g_string_append_printf(line, "%-*s  %-*s", channels, first ? row->channel : "", archs, row->arch);
        for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
                if (row->counts[order[i]])
                        g_string_append_printf(line, "  %6u", row->counts[order[i]]);
                else
                        g_string_append_printf(line, "  %6s", "-");
        return g_string_free(line, FALSE);
}

GStrv tck_channel_lines(const TckRun *run) {
        g_autoptr(GPtrArray) rows = tck_channel_rows(run), lines = g_ptr_array_new();
        int channels = width_of(rows, "channel", channel_of_row), archs = width_of(rows, "architecture", arch_of_row);
        const char *before = NULL;

        if (run->parts->len < 2 || !rows->len)
                return NULL;
        g_ptr_array_add(lines, title_line(channels, archs));
        for (guint i = 0; i < rows->len; i++) {
                const TckChannelRow *row = rows->pdata[i];

                g_ptr_array_add(lines, row_line(row, g_strcmp0(before, row->channel) != 0, channels, archs));
                before = row->channel;
        }
        g_ptr_array_add(lines, NULL);
        return (GStrv) g_ptr_array_free(g_steal_pointer(&lines), FALSE);
}
