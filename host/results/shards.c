/* SPDX-License-Identifier: BSD-2-Clause */
#include "shards.h"

#include "error.h"
#include "json.h"
#include "lab_files.h"
#include "results_table.h"
#include "results_target.h"
#include "shard.h"

static JsonObject *run_of(const TckResultsShard *shard) {
        return tck_json_object(shard->results, "run");
}

static const char *text_of(JsonObject *object, const char *name) {
        const char *text = tck_json_string(object, name);

        return text ? text : "";
}

/* ---- which ones there are ---- */

static gint by_number(gconstpointer one, gconstpointer other) {
        const TckResultsShard *const *a = one, *const *b = other;

        return (gint) (*a)->number - (gint) (*b)->number;
}

static gboolean add_shard(GPtrArray *shards, const TckResultsTarget *target, GError **error) {
        const char *which = tck_json_string(tck_json_object(target->results, "run"), "shard");
        const TckResultsShard *first = shards->len ? shards->pdata[0] : NULL;
        TckResultsShard *shard;
        TckShard read;

        if (!which || !tck_shard_read(which, NULL, &read, NULL))
                return tck_error_set(error, TCK_ERROR_USAGE, "%s is not a shard: all its cases were run",
                                     target->directory);
        if (first && first->total != read.total)
                return tck_error_set(error, TCK_ERROR_USAGE, "%s is shard %s, and %s is one of %u", target->directory,
                                     which, first->directory, first->total);
        shard = g_new0(TckResultsShard, 1);
        *shard = (TckResultsShard){read.number, read.total, target->directory, target->results};
        g_ptr_array_add(shards, shard);
        return TRUE;
}

static gboolean check_numbers(const GPtrArray *shards, GError **error) {
        const TckResultsShard *first = shards->pdata[0];
        g_autoptr(GString) missing = g_string_new(NULL);
        guint place = 0, count = 0;

        for (guint number = 1; number <= first->total; number++) {
                const TckResultsShard *shard = place < shards->len ? shards->pdata[place] : NULL,
                                      *next = place + 1 < shards->len ? shards->pdata[place + 1] : NULL;

                if (!shard || shard->number != number) {
                        g_string_append_printf(missing, "%s%u", count++ ? ", " : "", number);
                        continue;
                }
                if (next && next->number == number)
                        return tck_error_set(error, TCK_ERROR_USAGE, "%s and %s are both shard %u/%u", shard->directory,
                                             next->directory, number, first->total);
                place++;
        }
        return !count || tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                                       count > 1 ? "the shards %s of %u are missing" : "shard %s of %u is missing",
                                       missing->str, first->total);
}

/* ---- whether they are of one run ---- */

/* What distinguishes runs: a member, or one of an object. */
static const struct {
        const char *object, *member, *what;
} traits[] = {
        {"tool", "version", "version of the kit"},
        {"tool", "commit", "commit of the kit"},
        {"run", "options", "options"},
        {"run", "strict", "value of --strict"},
        {"run", "hypervisor", "hypervisor"},
        {"profile", "name", "profile"},
        {"profile", "scope", "scope"},
        {NULL, "architectures", "architectures"},
};

/* Free with g_free(). */
static char *trait_of(const TckResultsShard *shard, gsize i) {
        JsonObject *object = traits[i].object ? tck_json_object(shard->results, traits[i].object) : shard->results;
        JsonNode *node = object && json_object_has_member(object, traits[i].member)
                                 ? json_object_get_member(object, traits[i].member)
                                 : NULL;

        return tck_json_text(node);
}

/* A run that could not be made does not know what it would have tested. */
static gboolean check_same(const TckResultsShard *first, const TckResultsShard *shard, GError **error) {
        for (gsize i = 0; i < G_N_ELEMENTS(traits) && !tck_json_string(run_of(shard), "failure"); i++) {
                g_autofree char *one = trait_of(first, i), *other = trait_of(shard, i);

                if (!g_str_equal(one, other))
                        return tck_error_set(
                                error, TCK_ERROR_USAGE,
                                "%s and %s are not of one run: the %s of the first is %s, of the second %s",
                                first->directory, shard->directory, traits[i].what, one, other);
        }
        return TRUE;
}

static gboolean check_run(const GPtrArray *shards, GError **error) {
        const TckResultsShard *first = NULL;

        for (guint i = 0; i < shards->len; i++) {
                const TckResultsShard *shard = shards->pdata[i];

                if (!first && !tck_json_string(run_of(shard), "failure"))
                        first = shard;
                if (first && !check_same(first, shard, error))
                        return FALSE;
        }
        return TRUE;
}

/* ---- their results ---- */

/* Below the folder of the merged run, each shard's artifacts have a folder. */
static void move_artifacts(JsonObject *result, guint number) {
        JsonArray *outcomes = tck_json_array(result, "outcomes");

        for (guint i = 0; outcomes && i < json_array_get_length(outcomes); i++) {
                JsonObject *outcome = tck_json_node_object(json_array_get_element(outcomes, i));
                const char *path = tck_json_string(outcome, "artifacts");
                g_autofree char *below = NULL;

                if (!path || !tck_lab_path_is_plain(path))
                        continue;
                below = g_strdup_printf("shard-%u/%s", number, path);
                tck_json_set_text(outcome, "artifacts", below);
        }
}

/* A result, and the first shard that has it. */
typedef struct {
        JsonObject *result;
        const TckResultsShard *shard;
        guint place; /* in the merged results */
} Had;

static void add_outcomes(JsonObject *to, JsonObject *from) {
        JsonArray *list = tck_json_array(to, "outcomes"), *more = tck_json_array(from, "outcomes");

        for (guint i = 0; list && more && i < json_array_get_length(more); i++)
                json_array_add_element(list, json_node_copy(json_array_get_element(more, i)));
}

/* The better one's outcomes are added to the worse one, which is kept. */
static void merge_result(TckShards *shards, Had *had, const TckResultsShard *shard, JsonObject *result) {
        TckVerdict before = tck_verdict_find(tck_json_string(had->result, "verdict"));
        TckVerdict now = tck_verdict_find(tck_json_string(result, "verdict"));
        JsonArray *list = shards->results;

        shards->common++;
        if (before == now)
                return;
        g_ptr_array_add(shards->different,
                        g_strdup_printf("%s on %s: %s in shard %u/%u, %s in shard %u/%u", text_of(result, "case"),
                                        text_of(result, "vm"), tck_verdict_name(before), had->shard->number,
                                        shard->total, tck_verdict_name(now), shard->number, shard->total));
        if (now < before) {
                add_outcomes(had->result, result);
                return;
        }
        add_outcomes(result, had->result);
        json_node_set_object(json_array_get_element(list, had->place), result);
        had->result = result;
        had->shard = shard;
}

static gboolean add_result(TckShards *shards, GHashTable *all, const TckResultsShard *shard, JsonObject *result,
                           GError **error) {
        const TckCase *tested = tck_find_case(text_of(result, "case"));
        g_autofree char *key =
                tck_results_key(text_of(result, "case"), text_of(result, "vm"), text_of(result, "architecture"));
        Had *had = g_hash_table_lookup(all, key);

        if (!tested || tck_verdict_find(tck_json_string(result, "verdict")) == TCK_VERDICTS)
                return tck_error_set(error, TCK_ERROR_USAGE, "%s has a result that this kit does not know: %s",
                                     shard->directory, key);
        if (had && (!tested->mandatory || had->shard == shard))
                return tck_error_set(error, TCK_ERROR_USAGE, "%s and %s overlap: both have %s", had->shard->directory,
                                     shard->directory, key);
        move_artifacts(result, shard->number);
        if (had) {
                merge_result(shards, had, shard, result);
                return TRUE;
        }
        had = g_new0(Had, 1);
        *had = (Had){result, shard, json_array_get_length(shards->results)};
        g_hash_table_insert(all, g_steal_pointer(&key), had);
        json_array_add_object_element(shards->results, json_object_ref(result));
        return TRUE;
}

static gboolean add_results(TckShards *shards, GError **error) {
        g_autoptr(GHashTable) all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

        for (guint i = 0; i < shards->shards->len; i++) {
                const TckResultsShard *shard = shards->shards->pdata[i];
                JsonArray *list = tck_json_array(shard->results, "results");

                for (guint j = 0; j < json_array_get_length(list); j++) {
                        JsonObject *result = tck_json_node_object(json_array_get_element(list, j));

                        if (!add_result(shards, all, shard, result, error))
                                return FALSE;
                }
        }
        return TRUE;
}

/* ---- the whole ---- */

void tck_shards_free(TckShards *shards) {
        if (!shards)
                return;
        g_ptr_array_unref(shards->shards);
        g_ptr_array_unref(shards->different);
        json_array_unref(shards->results);
        g_free(shards);
}

TckShards *tck_shards_merge(const GPtrArray *targets, GError **error) {
        g_autoptr(TckShards) shards = g_new0(TckShards, 1);

        shards->shards = g_ptr_array_new_with_free_func(g_free);
        shards->different = g_ptr_array_new_with_free_func(g_free);
        shards->results = json_array_new();
        for (guint i = 0; i < targets->len; i++)
                if (!add_shard(shards->shards, targets->pdata[i], error))
                        return NULL;
        g_ptr_array_sort(shards->shards, by_number);
        if (!check_numbers(shards->shards, error) || !check_run(shards->shards, error) || !add_results(shards, error))
                return NULL;
        return g_steal_pointer(&shards);
}
