/* SPDX-License-Identifier: BSD-2-Clause */
#include "compare.h"

#include "error.h"
#include "json.h"
#include "results_table.h"

/* A case is slower if it takes so many times as long, after the speed of the whole run was taken into account, and so much longer: less is noise. */
#define SLOWER_TIMES 2.0
enum { SLOWER_US = 200000 };

static const char *const names[TCK_CHANGES] = {
        [TCK_REGRESSION] = "regressions", [TCK_KNOWN_REGRESSION] = "regressions on record",
        [TCK_UNKNOWN] = "errors",         [TCK_PROGRESSION] = "progressions",
        [TCK_NEW] = "new results",        [TCK_GONE] = "results that are gone",
        [TCK_SLOWER] = "slower cases",
};

const char *tck_change_name(TckChangeKind kind) {
        return names[kind];
}

static void free_change(gpointer data) {
        TckChange *change = data;

        g_free(change->target);
        g_free(change->name);
        g_free(change->clause);
        g_free(change->vm);
        g_free(change->arch);
        g_free(change->message);
        g_free(change->version_before);
        g_free(change->version_after);
        g_free(change);
}

/* ---- one result ---- */

static gboolean is_tested(TckVerdict verdict) {
        return verdict != TCK_VERDICTS && verdict != TCK_SKIP;
}

/* How well it conforms: 2 it does, 1 with an excuse, 0 it does not. */
static guint quality(TckVerdict verdict) {
        return verdict == TCK_PASS ? 2 : verdict == TCK_KNOWN || verdict == TCK_WAIVED ? 1 : 0;
}

/* TCK_CHANGES: none. */
static TckChangeKind kind_of(TckVerdict before, TckVerdict after) {
        if (!is_tested(before))
                return !is_tested(after) ? TCK_CHANGES : TCK_NEW;
        if (!is_tested(after))
                return TCK_GONE;
        if (after == TCK_ERROR_VERDICT)
                return before == TCK_ERROR_VERDICT ? TCK_CHANGES : TCK_UNKNOWN;
        if (before == TCK_ERROR_VERDICT || quality(after) > quality(before))
                return after == TCK_FAIL ? TCK_REGRESSION : TCK_PROGRESSION;
        if (quality(after) < quality(before))
                return after == TCK_FAIL ? TCK_REGRESSION : TCK_KNOWN_REGRESSION;
        return TCK_CHANGES;
}

/* Whether the one passes and the other one deviates by a race. */
static gboolean is_race(const TckResultRow *before, const TckResultRow *after) {
        return before && after &&
               ((before->race && after->verdict == TCK_PASS) || (before->verdict == TCK_PASS && after->race));
}

static gboolean is_slower(const TckResultRow *before, const TckResultRow *after, double speed) {
        return before && after && before->verdict == TCK_PASS && after->verdict == TCK_PASS &&
               (double) after->us > SLOWER_TIMES * speed * (double) before->us &&
               (double) after->us - speed * (double) before->us > SLOWER_US;
}

static void add_change(GPtrArray *changes, const TckResultsTarget *old, const TckResultsTarget *new,
                       const TckResultRow *before, const TckResultRow *after, double speed) {
        const TckResultRow *row = after ? after : before;
        TckVerdict was = before ? before->verdict : TCK_VERDICTS, is = after ? after->verdict : TCK_VERDICTS;
        TckChangeKind kind = kind_of(was, is);
        TckChange *change;

        if (kind == TCK_CHANGES && is_slower(before, after, speed))
                kind = TCK_SLOWER;
        if (kind == TCK_CHANGES || is_race(before, after))
                return;
        change = g_new0(TckChange, 1);
        *change = (TckChange){.kind = kind,
                              .target = g_strdup(new->name),
                              .name = g_strdup(row->name),
                              .clause = g_strdup(row->clause),
                              .vm = g_strdup(row->vm),
                              .arch = g_strdup(row->arch),
                              .before = was,
                              .after = is,
                              .us_before = before ? before->us : 0,
                              .us_after = after ? after->us : 0,
                              .message = g_strdup(after ? after->message : NULL),
                              .version_before = tck_results_hypervisor(old),
                              .version_after = tck_results_hypervisor(new)};
        g_ptr_array_add(changes, change);
}

/* ---- a pair of targets ---- */

static gint by_size(gconstpointer one, gconstpointer other) {
        double a = *(const double *) one, b = *(const double *) other;

        return (a > b) - (a < b);
}

/* How many times as long cases take: the median, since machines differ and are noisy. */
static double speed_of(GHashTable *before, const GPtrArray *after) {
        g_autoptr(GArray) ratios = g_array_new(FALSE, FALSE, sizeof(double));

        for (guint i = 0; i < after->len; i++) {
                const TckResultRow *now = after->pdata[i], *old = g_hash_table_lookup(before, now->key);
                double ratio = old && old->us > 0 ? (double) now->us / (double) old->us : 0;

                if (ratio > 0)
                        g_array_append_val(ratios, ratio);
        }
        g_array_sort(ratios, by_size);
        return ratios->len ? g_array_index(ratios, double, ratios->len / 2) : 1;
}

static void compare_targets(GPtrArray *changes, const TckResultsTarget *old, const TckResultsTarget *new) {
        g_autoptr(GPtrArray) before = tck_results_table(old->results), after = tck_results_table(new->results);
        g_autoptr(GHashTable) was = tck_results_index(before), is = tck_results_index(after);
        double speed = speed_of(was, after);

        for (guint i = 0; i < after->len; i++) {
                const TckResultRow *row = after->pdata[i];

                add_change(changes, old, new, g_hash_table_lookup(was, row->key), row, speed);
        }
        for (guint i = 0; i < before->len; i++) {
                const TckResultRow *row = before->pdata[i];

                if (!g_hash_table_contains(is, row->key))
                        add_change(changes, old, new, row, NULL, speed);
        }
}

static const TckResultsTarget *find_target(const GPtrArray *targets, const char *name) {
        for (guint i = 0; i < targets->len; i++) {
                const TckResultsTarget *target = targets->pdata[i];

                if (g_str_equal(target->name, name))
                        return target;
        }
        return NULL;
}

static gint by_kind(gconstpointer one, gconstpointer other) {
        const TckChange *const *a = one, *const *b = other;

        return (gint) (*a)->kind - (gint) (*b)->kind;
}

GPtrArray *tck_compare(const GPtrArray *before, const GPtrArray *after, GError **error) {
        GPtrArray *changes = g_ptr_array_new_with_free_func(free_change);
        guint pairs = 0;

        for (guint i = 0; i < after->len; i++) {
                const TckResultsTarget *new = after->pdata[i], *old = find_target(before, new->name);

                if (!old && before->len == 1 && after->len == 1)
                        old = before->pdata[0];
                if (!old)
                        continue;
                compare_targets(changes, old, new);
                pairs++;
        }
        if (!pairs) {
                g_ptr_array_unref(changes);
                tck_error_set(error, TCK_ERROR_USAGE, "no target is on both sides: name the runs of the same targets");
                return NULL;
        }
        g_ptr_array_sort(changes, by_kind);
        return changes;
}
