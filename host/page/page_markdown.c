/* SPDX-License-Identifier: BSD-2-Clause */
#include "page.h"

#include <string.h>

#include "file.h"
#include "json.h"
#include "results_table.h"
#include "results_target.h"

/* A cell of a table, with text from outside: one line, without effects on the table. */
static void append_cell(GString *out, const char *text) {
        g_string_append(out, " ");
        for (const char *p = text ? text : ""; *p; p++) {
                if (strchr("|\\`*_<>[]", *p))
                        g_string_append_c(out, '\\');
                g_string_append_c(out, *p == '\n' || *p == '\r' ? ' ' : *p);
        }
        g_string_append(out, " |");
}

static void append_target(GString *out, const TckResultsTarget *target) {
        JsonObject *counts = tck_json_object(target->results, "counts");
        const char *verdict = tck_json_string(tck_json_object(target->results, "profile"), "verdict");
        const char *failure = tck_json_string(tck_json_object(target->results, "run"), "failure");
        g_autofree char *state = target->state
                                         ? g_strdup_printf("%s: %s", target->state,
                                                           target->problem ? target->problem : "no reason is known")
                                         : NULL;

        g_string_append(out, "|");
        append_cell(out, target->name);
        append_cell(out, state ? state : failure ? failure : verdict);
        for (TckVerdict each = 0; each < TCK_VERDICTS; each++)
                g_string_append_printf(out, " %" G_GINT64_FORMAT " |", tck_json_int(counts, tck_verdict_name(each), 0));
        g_string_append(out, "\n");
}

static void append_targets(GString *out, const GPtrArray *targets) {
        g_string_append(out, "# pvpanic-tck\n\n| target | verdict |");
        for (TckVerdict each = 0; each < TCK_VERDICTS; each++)
                g_string_append_printf(out, " %s |", tck_verdict_name(each));
        g_string_append(out, "\n|---|---|");
        for (TckVerdict each = 0; each < TCK_VERDICTS; each++)
                g_string_append(out, "---:|");
        g_string_append(out, "\n");
        for (guint i = 0; i < targets->len; i++)
                append_target(out, targets->pdata[i]);
}

/* Results with that verdict of all targets, below a heading; nothing if there are none. */
static void append_results(GString *out, const GPtrArray *targets, TckVerdict verdict) {
        g_autoptr(GString) rows = g_string_new(NULL);

        for (guint i = 0; i < targets->len; i++) {
                const TckResultsTarget *target = targets->pdata[i];
                g_autoptr(GPtrArray) table = tck_results_table(target->results);

                for (guint j = 0; j < table->len; j++) {
                        const TckResultRow *row = table->pdata[j];

                        if (row->verdict != verdict)
                                continue;
                        g_string_append(rows, "|");
                        append_cell(rows, target->name);
                        append_cell(rows, row->name);
                        append_cell(rows, row->vm);
                        append_cell(rows, row->message);
                        append_cell(rows, row->advice);
                        g_string_append(rows, "\n");
                }
        }
        if (rows->len)
                g_string_append_printf(
                        out, "\n## %s\n\n| target | case | VM | message | advice |\n|---|---|---|---|---|\n%s",
                        tck_verdict_name(verdict), rows->str);
}

gboolean tck_page_write_markdown(const char *path, const char *const *places, GError **error) {
        g_autoptr(GPtrArray) targets = tck_results_targets_load(places, TRUE, error);
        g_autoptr(GString) out = g_string_new(NULL);

        if (!targets)
                return FALSE;
        append_targets(out, targets);
        append_results(out, targets, TCK_ERROR_VERDICT);
        append_results(out, targets, TCK_FAIL);
        append_results(out, targets, TCK_WAIVED);
        append_results(out, targets, TCK_KNOWN);
        return tck_write_file(path, out->str, out->len, error);
}
