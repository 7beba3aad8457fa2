/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_view.h"

#include <string.h>

#include "report_text.h"
#include "report_words.h"

enum { PROGRESS_SECONDS = 30 };

struct TckMatrixView {
        const TckMatrix *matrix;
        FILE *stream;
        TckLive *area; /* NULL: the stream is no terminal */
        gboolean colour;
        int failure;
        guint timer; /* of progress lines; 0: none */
};

static void put_line(TckMatrixView *view, TckStyle style, const char *text) {
        g_autoptr(GString) out = g_string_new(NULL);
        TckLine line = {.out = out, .colour = view->colour, .limit = G_MAXUINT};

        tck_line_print(&line, style, text);
        if (view->area)
                tck_live_text(view->area, out->str);
        else
                tck_put(view->stream, out->str, &view->failure);
}

/* ---- progress ---- */

/* "3:20 left", or NULL if that cannot be told. */
static char *left_text(const TckMatrix *matrix) {
        gint64 rest = tck_matrix_rest(matrix), seconds = (rest + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

        return rest < 0 ? NULL : g_strdup_printf("about %d:%02d left", (int) (seconds / 60), (int) (seconds % 60));
}

/* How many results are planned, of targets that have begun or were run earlier. */
static guint planned_of(const TckMatrix *matrix) {
        guint planned = 0;

        for (guint i = 0; i < matrix->entries->len; i++) {
                const TckMatrixEntry *entry = matrix->entries->pdata[i];

                planned += entry->planned                      ? entry->planned
                           : entry->state == TCK_ENTRY_WAITING ? entry->usual_planned
                                                               : 0;
        }
        return planned;
}

static void update(const TckMatrixView *view) {
        g_autofree char *left = left_text(view->matrix);

        if (view->area)
                tck_live_plan(view->area, planned_of(view->matrix), left);
}

static gboolean on_progress(gpointer data) {
        TckMatrixView *view = data;
        g_autofree char *left = left_text(view->matrix), *text = NULL;
        guint done = 0, ended = 0;

        for (guint i = 0; i < view->matrix->entries->len; i++) {
                const TckMatrixEntry *entry = view->matrix->entries->pdata[i];

                done += entry->results->len;
                ended += entry->state != TCK_ENTRY_WAITING && entry->state != TCK_ENTRY_RUNNING;
        }
        text = g_strdup_printf("%u of %u results, %u of %u targets%s%s", done, planned_of(view->matrix), ended,
                               view->matrix->entries->len, left ? ", " : "", left ? left : "");
        put_line(view, TCK_STYLE_QUIET, text);
        return G_SOURCE_CONTINUE;
}

/* ---- what happens ---- */

static void on_wait(const TckMatrixEntry *entry, gpointer data) {
        TckMatrixView *view = data;
        g_autofree char *text = g_strdup_printf("%s: %s; this waits for its end", entry->target->name, entry->problem);

        put_line(view, TCK_STYLE_QUIET, text);
}

static guint slot_of(const TckMatrixView *view, const TckMatrixEntry *entry) {
        guint place = 0;

        g_ptr_array_find(view->matrix->entries, entry, &place);
        return place;
}

static void on_begin(const TckMatrixEntry *entry, gpointer data) {
        TckMatrixView *view = data;
        g_autoptr(GString) text = g_string_new(NULL);

        g_string_printf(text, "%s: %s, %u results planned", entry->target->name, entry->hypervisor, entry->planned);
        if (entry->taken_over)
                g_string_append_printf(text, ", %u are there already", entry->taken_over);
        put_line(view, TCK_STYLE_PLAIN, text->str);
        update(view);
}

static void on_result(const TckMatrixEntry *entry, const TckMatrixResult *result, gpointer data) {
        TckMatrixView *view = data;
        g_autofree char *bad = NULL;

        if (view->area)
                tck_live_result(view->area, result->verdict, "");
        update(view);
        if (result->verdict < TCK_FAIL)
                return;
        bad = g_strdup_printf("%s: %s %s [%s]: %s", entry->target->name, tck_verdict_name(result->verdict),
                              result->tested->name, result->vm, result->message ? result->message : "");
        put_line(view, tck_verdict_style(result->verdict), bad);
}

static void on_activity(const TckMatrixEntry *entry, gpointer data) {
        const TckMatrixView *view = data;
        g_autofree char *text = entry->activity ? g_strdup_printf("%s  %u/%u  %s", entry->target->name,
                                                                  entry->results->len, entry->planned, entry->activity)
                                                : NULL;

        if (view->area)
                tck_live_activity(view->area, slot_of(view, entry), text);
}

static void on_end(const TckMatrixEntry *entry, gpointer data) {
        TckMatrixView *view = data;
        g_autofree char *seconds = tck_seconds(entry->duration, 1);
        g_autofree char *text = entry->problem ? g_strdup_printf("%s: %s: %s", entry->target->name,
                                                                 tck_entry_state_name(entry->state), entry->problem)
                                               : g_strdup_printf("%s: %s, %u results in %s s", entry->target->name,
                                                                 entry->claim, entry->results->len, seconds);

        put_line(view, entry->problem ? TCK_STYLE_BROKEN : TCK_STYLE_STRONG, text);
        on_activity(entry, data);
        update(view);
}

TckMatrixFollower tck_matrix_view_follower(TckMatrixView *view) {
        return (TckMatrixFollower){on_wait, on_begin, on_result, on_activity, on_end, view};
}

/* ---- the table ---- */

static const TckVerdict columns[] = {TCK_PASS, TCK_KNOWN, TCK_WAIVED, TCK_SKIP, TCK_FAIL, TCK_ERROR_VERDICT};

static void add_row(TckLine *line, const TckMatrixEntry *entry, int width) {
        g_autofree char *seconds = tck_seconds(entry->duration, 1);

        tck_line_printf(line, TCK_STYLE_PLAIN, "    %-*s", width, entry->target->name);
        for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
                guint count = entry->counts[columns[i]];

                if (count)
                        tck_line_printf(line, tck_verdict_style(columns[i]), "  %6u", count);
                else
                        tck_line_add(line, TCK_STYLE_QUIET, "       -");
        }
        tck_line_printf(line, TCK_STYLE_QUIET, "  %7s s  ", seconds);
        if (entry->problem)
                tck_line_printf(line, TCK_STYLE_BROKEN, "%s", tck_entry_state_name(entry->state));
        else
                tck_line_add(line, entry->status ? TCK_STYLE_BAD : TCK_STYLE_GOOD, entry->claim);
        tck_line_end(line);
}

static void add_table(TckLine *line, const TckMatrix *matrix) {
        int width = (int) strlen("target");

        for (guint i = 0; i < matrix->entries->len; i++)
                width = MAX(width, (int) strlen(((const TckMatrixEntry *) matrix->entries->pdata[i])->target->name));
        tck_line_end(line);
        tck_line_print(line, TCK_STYLE_STRONG, "Targets");
        tck_line_printf(line, TCK_STYLE_QUIET, "    %-*s", width, "target");
        for (gsize i = 0; i < G_N_ELEMENTS(columns); i++)
                tck_line_printf(line, TCK_STYLE_QUIET, "  %6s", tck_verdict_name(columns[i]));
        tck_line_printf(line, TCK_STYLE_QUIET, "  %9s", "time");
        tck_line_end(line);
        for (guint i = 0; i < matrix->entries->len; i++)
                add_row(line, matrix->entries->pdata[i], width);
        tck_line_end(line);
}

gboolean tck_matrix_view_end(TckMatrixView *view, GError **error) {
        g_autoptr(GString) out = g_string_new(NULL);
        TckLine line = {.out = out, .colour = view->colour, .limit = G_MAXUINT};
        g_autofree char *seconds = tck_seconds(view->matrix->duration, 1);

        g_clear_pointer(&view->area, tck_live_free);
        add_table(&line, view->matrix);
        for (guint i = 0; i < view->matrix->entries->len; i++) {
                const TckMatrixEntry *entry = view->matrix->entries->pdata[i];
                g_autofree char *text =
                        entry->problem ? g_strdup_printf(" %s: %s", entry->target->name, entry->problem) : NULL;

                if (text)
                        tck_line_print(&line, TCK_STYLE_BROKEN, text);
        }
        tck_line_printf(&line, TCK_STYLE_PLAIN, " %s s in all, %u VMs at a time; merged results: %s/matrix.json",
                        seconds, view->matrix->slots, view->matrix->directory);
        tck_line_end(&line);
        tck_put(view->stream, out->str, &view->failure);
        return tck_put_succeeded(view->failure, error);
}

TckMatrixView *tck_matrix_view_new(const TckMatrix *matrix, FILE *stream, gboolean live, gboolean colour) {
        TckMatrixView *view = g_new0(TckMatrixView, 1);

        view->matrix = matrix;
        view->stream = stream;
        view->colour = colour;
        if (live)
                view->area = tck_live_new(stream, colour, 0, &view->failure);
        else
                view->timer = g_timeout_add_seconds(PROGRESS_SECONDS, on_progress, view);
        return view;
}

void tck_matrix_view_free(TckMatrixView *view) {
        tck_live_free(view->area);
        if (view->timer)
                g_source_remove(view->timer);
        g_free(view);
}
