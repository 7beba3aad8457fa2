/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_text.h"

#include <sys/ioctl.h>

#include "report_words.h"

enum {
        TICK_MS = 100,
        QUIET_US = 60 * 1000, /* between two redraws for new activities */
        BAR_MIN = 8,
        BAR_MAX = 30,
        ROWS_BESIDES_WORKERS = 3, /* a blank line above, the totals, and the line of the cursor */
};

typedef struct {
        char *text; /* NULL: the worker is idle */
        gint64 since;
} Activity;

struct TckLive {
        FILE *stream;
        int *failure;
        gboolean colour;
        guint planned;
        char *note; /* after the time; NULL: none */
        guint counts[TCK_VERDICTS];
        gboolean printed;   /* there is text above the area */
        GArray *activities; /* Activity, by slot */
        GArray *drawn;      /* guint: the width of each line on the screen */
        gint64 began;
        gint64 drawn_at;
        guint timer;
};

static void activity_clear(gpointer activity) {
        g_free(((Activity *) activity)->text);
}

static struct winsize terminal_size(FILE *stream) {
        struct winsize size = {0};

        if (ioctl(fileno(stream), TIOCGWINSZ, &size) < 0 || !size.ws_col)
                size.ws_col = 80;
        if (!size.ws_row)
                size.ws_row = 24;
        return size;
}

guint tck_terminal_columns(FILE *stream) {
        return terminal_size(stream).ws_col;
}

/* ---- contents ---- */

static char *clock_text(gint64 microseconds) {
        gint64 seconds = microseconds / G_USEC_PER_SEC;
        g_autofree char *tenths = NULL;

        if (seconds >= 60 * 60)
                return g_strdup_printf("%d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60),
                                       (int) (seconds % 60));
        if (seconds >= 60)
                return g_strdup_printf("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
        tenths = tck_seconds(microseconds, 1);
        return g_strconcat(tenths, " s", NULL);
}

static void end_line(TckLive *live, TckLine *line) {
        g_array_append_val(live->drawn, line->columns);
        tck_line_end(line);
}

static void add_activity(TckLive *live, TckLine *line, const Activity *activity, gint64 now) {
        g_autofree char *time = clock_text(now - activity->since);

        tck_line_printf(line, TCK_STYLE_QUIET, "%*s  ", (int) tck_line_indent(line) - 2, time);
        tck_line_add(line, TCK_STYLE_PLAIN, activity->text);
        end_line(live, line);
}

/* A line for each busy worker, as far as there is room. */
static void add_activities(TckLive *live, TckLine *line, guint rows, gint64 now) {
        guint busy = 0, hidden;

        for (guint i = 0; i < live->activities->len; i++)
                busy += g_array_index(live->activities, Activity, i).text != NULL;
        hidden = busy > rows ? busy - rows + 1 : 0;
        busy -= hidden;
        for (guint i = 0; i < live->activities->len && busy; i++) {
                const Activity *activity = &g_array_index(live->activities, Activity, i);

                if (!activity->text)
                        continue;
                add_activity(live, line, activity, now);
                busy--;
        }
        if (hidden) {
                tck_line_printf(line, TCK_STYLE_QUIET, "%*sand %u more", (int) tck_line_indent(line), "", hidden);
                end_line(live, line);
        }
}

/* The worst verdict first, because the end of the line may be cut off. */
static void add_counts(const TckLive *live, TckLine *line) {
        static const struct {
                TckVerdict verdict;
                const char *word;
        } order[] = {
                {TCK_ERROR_VERDICT, "error"}, {TCK_FAIL, "fail"},     {TCK_PASS, "pass"},
                {TCK_KNOWN, "known"},         {TCK_WAIVED, "waived"}, {TCK_SKIP, "skip"},
        };

        for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
                guint count = live->counts[order[i].verdict];

                if (count)
                        tck_line_printf(line, tck_verdict_style(order[i].verdict), "  %u %s", count, order[i].word);
        }
}

static void add_bar(TckLine *line, guint cells, guint done, guint planned) {
        guint full = planned ? (guint) ((guint64) cells * MIN(done, planned) / planned) : 0;
        g_autoptr(GString) bar = g_string_new(NULL);

        for (guint i = 0; i < full; i++)
                g_string_append(bar, "━");
        tck_line_add(line, TCK_STYLE_GOOD, bar->str);
        g_string_truncate(bar, 0);
        for (guint i = full; i < cells; i++)
                g_string_append(bar, "─");
        tck_line_add(line, TCK_STYLE_QUIET, bar->str);
}

static void add_totals(TckLive *live, TckLine *line, gint64 now) {
        g_autofree char *time = clock_text(now - live->began);
        g_autoptr(GString) out = g_string_new(NULL);
        TckLine counts = {.out = out, .limit = G_MAXUINT};
        guint done = 0, room;

        for (guint i = 0; i < TCK_VERDICTS; i++)
                done += live->counts[i];
        add_counts(live, &counts);
        tck_line_printf(line, TCK_STYLE_STRONG, " %u/%u", done, live->planned);
        tck_line_printf(line, TCK_STYLE_PLAIN, " %*s", MAX(0, (int) tck_line_indent(line) - (int) line->columns - 3),
                        time);
        if (live->note)
                tck_line_printf(line, TCK_STYLE_QUIET, "  %s", live->note);
        room = line->limit - line->columns;
        if (room >= counts.columns + 2 + BAR_MIN) {
                tck_line_add(line, TCK_STYLE_PLAIN, "  ");
                add_bar(line, MIN(room - counts.columns - 2, BAR_MAX), done, live->planned);
        }
        add_counts(live, line);
        end_line(live, line);
}

/* ---- drawing ---- */

/* Moves to the beginning of the area and clears it. If the terminal became narrower, it has wrapped the lines. */
static void clear(TckLive *live, GString *out, guint columns) {
        guint rows = 0;

        for (guint i = 0; i < live->drawn->len; i++)
                rows += MAX(1, (g_array_index(live->drawn, guint, i) + columns - 1) / columns);
        if (rows)
                g_string_append_printf(out, "\033[%uA\r\033[J", rows);
        g_array_set_size(live->drawn, 0);
}

/* Redraws the area below the text, which stays. */
static void draw(TckLive *live, const char *text) {
        struct winsize size = terminal_size(live->stream);
        g_autoptr(GString) out = g_string_new(NULL);
        TckLine line = {.out = out, .colour = live->colour, .limit = size.ws_col};
        gint64 now = g_get_monotonic_time();

        clear(live, out, size.ws_col);
        g_string_append(out, text);
        live->printed = live->printed || *text;
        if (size.ws_row > ROWS_BESIDES_WORKERS) {
                if (live->printed)
                        end_line(live, &line);
                add_activities(live, &line, size.ws_row - ROWS_BESIDES_WORKERS, now);
        }
        add_totals(live, &line, now);
        tck_put(live->stream, out->str, live->failure);
        live->drawn_at = now;
}

static gboolean tick(gpointer data) {
        draw(data, "");
        return G_SOURCE_CONTINUE;
}

void tck_live_activity(TckLive *live, guint slot, const char *text) {
        Activity *activity;

        g_array_set_size(live->activities, MAX(live->activities->len, slot + 1));
        activity = &g_array_index(live->activities, Activity, slot);
        g_free(activity->text);
        activity->text = g_strdup(text);
        activity->since = g_get_monotonic_time();
        /* An idle worker usually gets another job at once: not redrawing keeps the area's height. */
        if (text && activity->since - live->drawn_at > QUIET_US)
                draw(live, "");
}

void tck_live_result(TckLive *live, TckVerdict verdict, const char *text) {
        live->counts[verdict]++;
        if (*text)
                draw(live, text);
}

void tck_live_plan(TckLive *live, guint planned, const char *note) {
        live->planned = planned;
        g_free(live->note);
        live->note = g_strdup(note);
}

void tck_live_text(TckLive *live, const char *text) {
        draw(live, text);
}

TckLive *tck_live_new(FILE *stream, gboolean colour, guint planned, int *failure) {
        TckLive *live = g_new0(TckLive, 1);

        live->stream = stream;
        live->failure = failure;
        live->colour = colour;
        live->planned = planned;
        live->activities = g_array_new(FALSE, TRUE, sizeof(Activity));
        g_array_set_clear_func(live->activities, activity_clear);
        live->drawn = g_array_new(FALSE, FALSE, sizeof(guint));
        live->began = g_get_monotonic_time();
        live->timer = g_timeout_add(TICK_MS, tick, live);
        draw(live, "");
        return live;
}

void tck_live_free(TckLive *live) {
        g_autoptr(GString) out = g_string_new(NULL);

        if (!live)
                return;
        g_source_remove(live->timer);
        clear(live, out, tck_terminal_columns(live->stream));
        tck_put(live->stream, out->str, live->failure);
        g_free(live->note);
        g_array_unref(live->activities);
        g_array_unref(live->drawn);
        g_free(live);
}
