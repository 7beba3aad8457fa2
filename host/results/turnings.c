/* SPDX-License-Identifier: BSD-2-Clause */
#include "turnings.h"

#include <string.h>

#include "clause.h"
#include "results_table.h"

enum { PARTS = 4, NUMBER_MAX = 1000000 };

typedef struct {
        char *text;   /* "QEMU 10.0.13" */
        gsize length; /* of the name in it, without the version */
        guint numbers[PARTS];
        GPtrArray *table;
        GHashTable *rows;
} Version;

static void free_version(gpointer data) {
        Version *version = data;

        g_free(version->text);
        g_hash_table_unref(version->rows);
        g_ptr_array_unref(version->table);
        g_free(version);
}

static void free_turning(gpointer data) {
        TckTurning *turning = data;

        g_free(turning->name);
        g_free(turning->clause);
        g_free(turning->vm);
        g_free(turning->arch);
        g_free(turning->last);
        g_free(turning->first);
        g_free(turning);
}

/* NULL if the hypervisor's text has no version. */
static Version *read_version(const TckResultsTarget *target) {
        g_autofree char *text = tck_results_hypervisor(target);
        gsize length = text ? strcspn(text, "0123456789") : 0;
        Version *version;
        char *p;

        if (!text || !text[length])
                return NULL;
        version = g_new0(Version, 1);
        p = text + length;
        for (guint i = 0; i < PARTS && g_ascii_isdigit(*p); i++) {
                guint64 number = g_ascii_strtoull(p, &p, 10);

                version->numbers[i] = (guint) MIN(number, NUMBER_MAX);
                p += *p == '.' ? 1 : 0;
        }
        version->length = length;
        version->text = g_steal_pointer(&text);
        version->table = tck_results_table(target->results);
        version->rows = tck_results_index(version->table);
        return version;
}

static gint by_version(gconstpointer one, gconstpointer other) {
        const Version *a = *(const Version *const *) one, *b = *(const Version *const *) other;
        gint order = a->length == b->length ? strncmp(a->text, b->text, a->length) : (a->length > b->length ? 1 : -1);

        for (guint i = 0; i < PARTS && !order; i++)
                order = (a->numbers[i] > b->numbers[i]) - (a->numbers[i] < b->numbers[i]);
        return order;
}

static gboolean same_product(const Version *one, const Version *other) {
        return one->length == other->length && strncmp(one->text, other->text, one->length) == 0;
}

/* Whether a result says something of the version: that it conforms, or that it does not. A race may end either way. */
static gboolean decides(const TckResultRow *row, gboolean *ret_conforms) {
        TckVerdict verdict = row->verdict;

        *ret_conforms = verdict == TCK_PASS;
        return !row->race &&
               (verdict == TCK_PASS || verdict == TCK_KNOWN || verdict == TCK_WAIVED || verdict == TCK_FAIL);
}

/* The last of the versions before number `end` that decided the case; NULL if none did. */
static const Version *previous(const GPtrArray *versions, guint end, const char *key, const TckResultRow **ret_row) {
        const Version *version = versions->pdata[end];
        gboolean conforms;

        while (end-- > 0) {
                const Version *other = versions->pdata[end];
                const TckResultRow *row = g_hash_table_lookup(other->rows, key);

                if (!same_product(version, other))
                        return NULL;
                if (row && decides(row, &conforms)) {
                        *ret_row = row;
                        return other;
                }
        }
        return NULL;
}

static void add_turning(GPtrArray *turnings, const GPtrArray *versions, guint number, const TckResultRow *row) {
        const Version *version = versions->pdata[number], *before;
        const TckResultRow *old = NULL;
        const TckClause *clause;
        gboolean conforms, conformed;
        TckTurning *turning;

        if (!decides(row, &conforms))
                return;
        before = previous(versions, number, row->key, &old);
        if (!before || !decides(old, &conformed) || conformed == conforms)
                return;
        clause = tck_find_clause(row->clause);
        turning = g_new0(TckTurning, 1);
        *turning = (TckTurning){.name = g_strdup(row->name),
                                .clause = g_strdup(row->clause),
                                .vm = g_strdup(row->vm),
                                .arch = g_strdup(row->arch),
                                .before = old->verdict,
                                .after = row->verdict,
                                .last = g_strdup(before->text),
                                .first = g_strdup(version->text),
                                .fixed_by = clause ? clause->fixed_by : NULL};
        g_ptr_array_add(turnings, turning);
}

GPtrArray *tck_turnings(const GPtrArray *targets) {
        g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func(free_version);
        GPtrArray *turnings = g_ptr_array_new_with_free_func(free_turning);

        for (guint i = 0; i < targets->len; i++) {
                Version *version = read_version(targets->pdata[i]);

                if (version)
                        g_ptr_array_add(versions, version);
        }
        g_ptr_array_sort(versions, by_version);
        for (guint i = 1; i < versions->len; i++) {
                const Version *version = versions->pdata[i];

                for (guint j = 0; j < version->table->len; j++)
                        add_turning(turnings, versions, i, version->table->pdata[j]);
        }
        return turnings;
}
