/* SPDX-License-Identifier: BSD-2-Clause */
#include "shard.h"

#include <string.h>

#include "error.h"
#include "file.h"
#include "number.h"
#include "schedule.h"

enum { SHARDS_MAX = 4096 };

/* ---- which one ---- */

static gboolean read_option(const char *option, TckShard *shard, GError **error) {
        g_auto(GStrv) parts = g_strsplit(option, "/", 2);

        if (g_strv_length(parts) != 2)
                return tck_error_set(error, TCK_ERROR_USAGE, "--shard takes I/N, as 2/4 for the second of four, not %s",
                                     option);
        return tck_number_count("the N of --shard", parts[1], 1, SHARDS_MAX, &shard->total, error) &&
               tck_number_count("the I of --shard", parts[0], 1, shard->total, &shard->number, error);
}

/* A pair of variables, of which the second counts from `first`. */
static gboolean read_pair(char **variables, const char *total, const char *number, guint first, TckShard *shard,
                          GError **error) {
        const char *of = g_environ_getenv(variables, total), *which = g_environ_getenv(variables, number);

        if (!of || !*of)
                return TRUE;
        if (!which || !*which)
                return tck_error_set(error, TCK_ERROR_USAGE, "%s is set, but %s is not", total, number);
        if (!tck_number_count(total, of, 1, SHARDS_MAX, &shard->total, error) ||
            !tck_number_count(number, which, first, shard->total - 1 + first, &shard->number, error))
                return FALSE;
        shard->number += 1 - first;
        return TRUE;
}

gboolean tck_shard_read(const char *option, char **variables, TckShard *ret_shard, GError **error) {
        *ret_shard = (TckShard){0};
        if (option)
                return read_option(option, ret_shard, error);
        return read_pair(variables, "CI_NODE_TOTAL", "CI_NODE_INDEX", 1, ret_shard, error) &&
               read_pair(variables, "TEST_TOTAL_SHARDS", "TEST_SHARD_INDEX", 0, ret_shard, error);
}

gboolean tck_shard_acknowledge(char **variables, GError **error) {
        const char *path = g_environ_getenv(variables, "TEST_SHARD_STATUS_FILE");

        return !path || !*path || tck_write_file(path, "", 0, error);
}

/* ---- which jobs ---- */

static const char *arch_of(const TckJob *job) {
        return job->config.arch ? job->config.arch : "";
}

/* The jobs of a VM, which no shard divides. */
typedef struct {
        char *vm;
        GPtrArray *jobs; /* borrowed TckJob */
} Group;

static void free_group(gpointer data) {
        Group *group = data;

        g_free(group->vm);
        g_ptr_array_unref(group->jobs);
        g_free(group);
}

/* The largest first, so that small ones even out the shards; by their names where they are equally large. */
static gint by_size(gconstpointer one, gconstpointer other) {
        const Group *a = *(const Group *const *) one, *b = *(const Group *const *) other;

        return a->jobs->len != b->jobs->len ? (a->jobs->len < b->jobs->len ? 1 : -1) : strcmp(a->vm, b->vm);
}

static GPtrArray *groups_of(const GPtrArray *jobs) {
        g_autoptr(GHashTable) by_vm = g_hash_table_new(g_str_hash, g_str_equal);
        GPtrArray *groups = g_ptr_array_new_with_free_func(free_group);

        for (guint i = 0; i < jobs->len; i++) {
                const TckJob *job = jobs->pdata[i];
                g_autofree char *name = tck_vm_config_name(&job->config);
                g_autofree char *vm = g_strdup_printf("%s %s", arch_of(job), name);
                Group *group = g_hash_table_lookup(by_vm, vm);

                if (!group) {
                        group = g_new0(Group, 1);
                        *group = (Group){.vm = g_steal_pointer(&vm), .jobs = g_ptr_array_new()};
                        g_hash_table_insert(by_vm, group->vm, group);
                        g_ptr_array_add(groups, group);
                }
                g_ptr_array_add(group->jobs, jobs->pdata[i]);
        }
        g_ptr_array_sort(groups, by_size);
        return groups;
}

/* The jobs of the shard, as a set. */
static GHashTable *choose(const GPtrArray *jobs, const TckShard *shard) {
        g_autoptr(GPtrArray) groups = groups_of(jobs);
        g_autofree guint *loads = g_new0(guint, shard->total);
        GHashTable *chosen = g_hash_table_new(NULL, NULL);

        for (guint i = 0; i < groups->len; i++) {
                const Group *group = groups->pdata[i];
                guint least = 0;

                for (guint j = 1; j < shard->total; j++)
                        least = loads[j] < loads[least] ? j : least;
                loads[least] += group->jobs->len;
                for (guint j = 0; least + 1 == shard->number && j < group->jobs->len; j++)
                        g_hash_table_add(chosen, group->jobs->pdata[j]);
        }
        return chosen;
}

/* Adds the first job of each mandatory case, on each architecture. */
static void add_mandatory(GHashTable *chosen, const GPtrArray *jobs) {
        g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

        for (guint i = 0; i < jobs->len; i++) {
                const TckJob *job = jobs->pdata[i];

                if (job->tested->mandatory &&
                    g_hash_table_add(seen, g_strdup_printf("%s %s", arch_of(job), job->tested->name)))
                        g_hash_table_add(chosen, jobs->pdata[i]);
        }
}

GPtrArray *tck_shard_jobs(GPtrArray *jobs, const TckShard *shard) {
        g_autoptr(GHashTable) chosen = NULL;

        if (shard->total < 2)
                return jobs;
        chosen = choose(jobs, shard);
        add_mandatory(chosen, jobs);
        for (guint i = jobs->len; i-- > 0;)
                if (!g_hash_table_contains(chosen, jobs->pdata[i]))
                        g_ptr_array_remove_index(jobs, i);
        return jobs;
}
