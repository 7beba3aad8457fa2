/* SPDX-License-Identifier: BSD-2-Clause */
#include <json-glib/json-glib.h>
#include <stdio.h>

#include "command.h"
#include "compare.h"
#include "error.h"
#include "escape.h"
#include "json.h"
#include "turnings.h"

enum { REGRESSED = 1 };

static const char *verdict_text(TckVerdict verdict) {
        return verdict == TCK_VERDICTS ? "none" : tck_verdict_name(verdict);
}

/* A line of texts that come from files. */
static void print_escaped(const char *format, ...) G_GNUC_PRINTF(1, 2);

static void print_escaped(const char *format, ...) {
        g_autofree char *text = NULL, *safe = NULL;
        va_list list;

        va_start(list, format);
        text = g_strdup_vprintf(format, list);
        va_end(list);
        safe = tck_escape(text, "");
        puts(safe);
}

/* ---- changes ---- */

static void print_change(const TckChange *change) {
        const char *before = change->version_before ? change->version_before : "?";
        const char *after = change->version_after ? change->version_after : "?";

        print_escaped("  %s on %s of %s (%s), clause %s", change->name, change->vm, change->arch, change->target,
                      change->clause);
        if (change->kind == TCK_SLOWER)
                print_escaped("    %.1f s in %s, %.1f s in %s", (double) change->us_before / 1e6, before,
                              (double) change->us_after / 1e6, after);
        else
                print_escaped("    %s in %s, %s in %s", verdict_text(change->before), before,
                              verdict_text(change->after), after);
        if (change->message && change->after != TCK_PASS)
                print_escaped("    %s", change->message);
}

static void print_changes(const GPtrArray *changes, const guint counts[TCK_CHANGES]) {
        int kind = -1;

        for (guint i = 0; i < changes->len; i++) {
                const TckChange *change = changes->pdata[i];

                if ((int) change->kind != kind) {
                        kind = (int) change->kind;
                        printf("%s%u %s\n", i ? "\n" : "", counts[kind], tck_change_name(change->kind));
                }
                print_change(change);
        }
        if (!changes->len)
                puts("no changes");
}

static void add_change(JsonBuilder *builder, gconstpointer item) {
        const TckChange *change = item;

        json_builder_begin_object(builder);
        tck_json_add_text(builder, "change", tck_change_name(change->kind));
        tck_json_add_text(builder, "target", change->target);
        tck_json_add_text(builder, "case", change->name);
        tck_json_add_text(builder, "clause", change->clause);
        tck_json_add_text(builder, "vm", change->vm);
        tck_json_add_text(builder, "architecture", change->arch);
        tck_json_add_text(builder, "before", change->before == TCK_VERDICTS ? NULL : tck_verdict_name(change->before));
        tck_json_add_text(builder, "after", change->after == TCK_VERDICTS ? NULL : tck_verdict_name(change->after));
        tck_json_add_text(builder, "version_before", change->version_before);
        tck_json_add_text(builder, "version_after", change->version_after);
        tck_json_add_int(builder, "us_before", change->us_before);
        tck_json_add_int(builder, "us_after", change->us_after);
        tck_json_add_text(builder, "message", change->message);
        json_builder_end_object(builder);
}

/* ---- turnings ---- */

static void print_turning(const TckTurning *turning) {
        print_escaped("%s on %s of %s, clause %s", turning->name, turning->vm, turning->arch, turning->clause);
        print_escaped("  %s up to %s, %s from %s on%s%s", verdict_text(turning->before), turning->last,
                      verdict_text(turning->after), turning->first, turning->fixed_by ? "; fixed by " : "",
                      turning->fixed_by ? turning->fixed_by : "");
}

static void add_turning(JsonBuilder *builder, gconstpointer item) {
        const TckTurning *turning = item;

        json_builder_begin_object(builder);
        tck_json_add_text(builder, "case", turning->name);
        tck_json_add_text(builder, "clause", turning->clause);
        tck_json_add_text(builder, "vm", turning->vm);
        tck_json_add_text(builder, "architecture", turning->arch);
        tck_json_add_text(builder, "before", tck_verdict_name(turning->before));
        tck_json_add_text(builder, "after", tck_verdict_name(turning->after));
        tck_json_add_text(builder, "last", turning->last);
        tck_json_add_text(builder, "first", turning->first);
        tck_json_add_text(builder, "fixed_by", turning->fixed_by);
        json_builder_end_object(builder);
}

/* ---- the command ---- */

static void print_json(const GPtrArray *items, void (*add)(JsonBuilder *builder, gconstpointer item)) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        g_autoptr(JsonNode) root = NULL;
        g_autofree char *text = NULL;

        json_builder_begin_array(builder);
        for (guint i = 0; i < items->len; i++)
                add(builder, items->pdata[i]);
        json_builder_end_array(builder);
        root = json_builder_get_root(builder);
        text = tck_json_pretty(root);
        puts(text);
}

static GPtrArray *load(const char *place, GError **error) {
        return tck_results_targets_load((const char *const[]){place, NULL}, FALSE, error);
}

/* The exit status, or -1 with an error. */
static int compare(char **places, gboolean json, gboolean strict, GError **error) {
        g_autoptr(GPtrArray) before = load(places[0], error), after = before ? load(places[1], error) : NULL;
        g_autoptr(GPtrArray) changes = after ? tck_compare(before, after, error) : NULL;
        guint counts[TCK_CHANGES] = {0};

        if (!changes)
                return -1;
        for (guint i = 0; i < changes->len; i++)
                counts[((const TckChange *) changes->pdata[i])->kind]++;
        if (json)
                print_json(changes, add_change);
        else
                print_changes(changes, counts);
        if (counts[TCK_REGRESSION] || (strict && counts[TCK_KNOWN_REGRESSION]))
                return REGRESSED;
        return counts[TCK_UNKNOWN] ? TCK_EXIT_ERROR : 0;
}

static int hint(char **places, gboolean json, GError **error) {
        g_autoptr(GPtrArray) targets = tck_results_targets_load((const char *const *) places, FALSE, error);
        g_autoptr(GPtrArray) turnings = targets ? tck_turnings(targets) : NULL;

        if (!turnings)
                return -1;
        if (json)
                print_json(turnings, add_turning);
        for (guint i = 0; !json && i < turnings->len; i++)
                print_turning(turnings->pdata[i]);
        if (!json && !turnings->len)
                puts("no case turned");
        return 0;
}

int tck_command_compare(int argc, char **argv) {
        g_autofree char *format = NULL;
        gboolean strict = FALSE, bisect = FALSE, json;
        const GOptionEntry entries[] = {
                {"bisect-hint", 0, 0, G_OPTION_ARG_NONE, &bisect,
                 "Print between which of the versions each case turned, from all RESULTS", NULL},
                {"strict", 0, 0, G_OPTION_ARG_NONE, &strict, "Regressions that are on record count, too", NULL},
                {"format", 0, 0, G_OPTION_ARG_STRING, &format, "text (default) or json", "FORMAT"},
                {0},
        };
        g_autoptr(GError) error = NULL;
        int status;

        if (!tck_command_parse(
                    &argc, &argv, "OLD NEW | --bisect-hint RESULTS…",
                    "Prints what changed from one run to another: regressions, progressions, new and gone results, "
                    "slower cases.",
                    "OLD, NEW and RESULTS are results.json, the folder of a run, or that of a matrix, whose targets "
                    "are "
                    "compared by their names. A deviation on record that a race decides and a pass are the "
                    "same.\n\nExit status: 0 nothing regressed, 1 something did, 2 usage, 3 there "
                    "is a "
                    "new ERROR, or something cannot be read.",
                    entries))
                return TCK_EXIT_USAGE;
        json = g_strcmp0(format, "json") == 0;
        if (format && !json && !g_str_equal(format, "text"))
                return tck_command_complain(TCK_EXIT_USAGE, "--format takes text or json, not %s", format);
        if (bisect ? argc < 2 : argc != 3)
                return tck_command_complain(TCK_EXIT_USAGE, bisect ? "compare --bisect-hint needs the folders of runs"
                                                                   : "compare needs two runs, the old and the new");
        status = bisect ? hint(argv + 1, json, &error) : compare(argv + 1, json, strict, &error);
        if (status >= 0)
                return status;
        return tck_command_complain(g_error_matches(error, TCK_ERROR, TCK_ERROR_USAGE) ? TCK_EXIT_USAGE
                                                                                       : TCK_EXIT_ERROR,
                                    "%s", error->message);
}
