/* SPDX-License-Identifier: BSD-2-Clause */
#include "page_data.h"

#include <string.h>

#include "case.h"
#include "clause.h"
#include "json.h"
#include "lab_files.h"
#include "page_files.h"
#include "results_table.h"
#include "results_target.h"
#include "program.h"
#include "result.h"

/* Numbers that are given to names in the order in which they occur. */
typedef struct {
        GHashTable *numbers;
        GPtrArray *names; /* char *, owned by the table */
} Names;

static Names *names_new(void) {
        Names *names = g_new0(Names, 1);

        names->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        names->names = g_ptr_array_new();
        return names;
}

static void names_free(Names *names) {
        g_ptr_array_unref(names->names);
        g_hash_table_unref(names->numbers);
        g_free(names);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Names, names_free)

static guint number_of(Names *names, const char *name) {
        gpointer known;
        char *own;

        if (g_hash_table_lookup_extended(names->numbers, name, NULL, &known))
                return GPOINTER_TO_UINT(known);
        own = g_strdup(name);
        g_hash_table_insert(names->numbers, own, GUINT_TO_POINTER(names->names->len));
        g_ptr_array_add(names->names, own);
        return names->names->len - 1;
}

typedef struct {
        JsonBuilder *builder;
        Names *cases, *clauses;
        GHashTable *clause_of; /* by the case's name: the clause's, as the first target with that case has it */
        GPtrArray *folders;    /* TckPageFolder */
        Names *paths;          /* of the folders of the target that is being added */
        const TckResultsTarget *target;
        guint target_number;
} Page;

/* ---- members that are copied ---- */

static void copy_text(JsonBuilder *builder, const char *to, JsonObject *from, const char *name) {
        const char *text = tck_json_string(from, name);

        if (text)
                tck_json_add_text(builder, to, text);
}

static void copy_texts(JsonBuilder *builder, JsonObject *from, const char *const *names) {
        for (gsize i = 0; names[i]; i++)
                copy_text(builder, names[i], from, names[i]);
}

/* The verdict's name if it is one, else ERROR: a page does not show what it cannot read as a pass. */
static const char *verdict_in(JsonObject *object) {
        TckVerdict verdict = tck_verdict_find(tck_json_string(object, "verdict"));

        return tck_verdict_name(verdict < TCK_VERDICTS ? verdict : TCK_ERROR_VERDICT);
}

/* An object of numbers or of texts, whose members are whatever it has. An absent one is empty. */
static void copy_object(JsonBuilder *builder, const char *name, JsonObject *object) {
        g_autoptr(JsonObject) empty = object ? NULL : json_object_new();

        tck_json_add_object(builder, name, object ? object : empty);
}

/* ---- results ---- */

static void add_outcome(JsonBuilder *builder, JsonObject *outcome) {
        static const char *const texts[] = {"message", "expected", "seen", "place", "incident", NULL};

        json_builder_begin_object(builder);
        tck_json_add_text(builder, "verdict", verdict_in(outcome));
        copy_texts(builder, outcome, texts);
        tck_json_add_int(builder, "us", MAX(tck_json_int(outcome, "duration_us", 0), 0));
        if (tck_json_is_true(outcome, "alone"))
                tck_json_add_boolean(builder, "alone", TRUE);
        if (tck_results_is_race(outcome))
                tck_json_add_boolean(builder, "race", TRUE);
        json_builder_end_object(builder);
}

/* The folder with the artifacts of the last outcome that has any. Its path is untrusted. */
static void add_folder(Page *page, JsonArray *outcomes) {
        const char *path = NULL;
        guint known = page->paths->names->len, number;
        g_autofree char *name = NULL, *whole = NULL;

        for (guint i = 0; outcomes && i < json_array_get_length(outcomes); i++) {
                const char *own =
                        tck_json_string(tck_json_node_object(json_array_get_element(outcomes, i)), "artifacts");

                path = own ? own : path;
        }
        if (!path || !tck_lab_path_is_plain(path))
                return;
        number = number_of(page->paths, path);
        name = g_strdup_printf("%u-%u", page->target_number, number);
        whole = g_build_filename(page->target->directory, path, NULL);
        tck_json_add_text(page->builder, "folder", name);
        if (number == known)
                tck_page_add_folder(page->folders, name, whole);
}

static void add_outcomes(JsonBuilder *builder, JsonArray *outcomes) {
        tck_json_begin_array(builder, "outcomes");
        for (guint i = 0; outcomes && i < json_array_get_length(outcomes); i++)
                add_outcome(builder, tck_json_node_object(json_array_get_element(outcomes, i)));
        if (!outcomes || json_array_get_length(outcomes) == 0)
                add_outcome(builder, NULL);
        json_builder_end_array(builder);
}

/* The advice is only added where it is not that of the case's own clause. */
static void add_advice(JsonBuilder *builder, JsonObject *result, const char *clause) {
        const TckClause *own = tck_find_clause(clause);

        if (g_strcmp0(tck_json_string(result, "advice"), own ? own->advice : NULL) == 0)
                return;
        copy_text(builder, "advice", result, "advice");
        copy_text(builder, "fixed_by", result, "fixed_by");
}

static void add_result(Page *page, JsonObject *result) {
        static const char *const texts[] = {"vm", "channel", "machine", "boot", "rerun", NULL};
        const char *name = tck_json_string(result, "case"), *clause = tck_json_string(result, "clause");
        JsonNode *outcomes = result ? json_object_get_member(result, "outcomes") : NULL;

        if (!name || !clause)
                return;
        if (!g_hash_table_contains(page->clause_of, name)) {
                number_of(page->clauses, clause);
                g_hash_table_insert(page->clause_of, g_strdup(name), g_strdup(clause));
        }
        json_builder_begin_object(page->builder);
        tck_json_add_int(page->builder, "case", number_of(page->cases, name));
        tck_json_add_text(page->builder, "verdict", verdict_in(result));
        copy_text(page->builder, "arch", result, "architecture");
        copy_texts(page->builder, result, texts);
        if (tck_json_is_true(result, "lab"))
                tck_json_add_boolean(page->builder, "lab", TRUE);
        add_advice(page->builder, result, clause);
        add_outcomes(page->builder, tck_json_node_array(outcomes));
        add_folder(page, tck_json_node_array(outcomes));
        json_builder_end_object(page->builder);
}

static void add_results(Page *page) {
        JsonArray *results = json_object_get_array_member(page->target->results, "results");
        g_autoptr(Names) paths = names_new();

        page->paths = paths;
        json_builder_begin_array(page->builder);
        for (guint i = 0; i < json_array_get_length(results); i++)
                add_result(page, tck_json_node_object(json_array_get_element(results, i)));
        json_builder_end_array(page->builder);
}

/* ---- targets ---- */

static void add_waiver(JsonBuilder *builder, JsonObject *waiver) {
        static const char *const texts[] = {"name", "cases", "reason", "reference", "expires", NULL};

        json_builder_begin_object(builder);
        copy_texts(builder, waiver, texts);
        tck_json_add_boolean(builder, "expired", tck_json_is_true(waiver, "expired"));
        tck_json_add_int(builder, "applied", tck_json_int(waiver, "applied", 0));
        json_builder_end_object(builder);
}

static void add_target(JsonBuilder *builder, const TckResultsTarget *target) {
        static const char *const objects[] = {"run", "tool", "profile", "boots", "counts"};
        JsonNode *node = json_object_get_member(target->results, "waivers");
        JsonArray *waivers = tck_json_node_array(node);

        json_builder_begin_object(builder);
        tck_json_add_text(builder, "name", target->name);
        tck_json_add_text(builder, "state", target->state);
        tck_json_add_text(builder, "problem", target->problem);
        for (gsize i = 0; i < G_N_ELEMENTS(objects); i++)
                copy_object(builder, objects[i], tck_json_object(target->results, objects[i]));
        copy_object(builder, "system", target->system);
        tck_json_begin_array(builder, "waivers");
        for (guint i = 0; waivers && i < json_array_get_length(waivers); i++)
                add_waiver(builder, tck_json_node_object(json_array_get_element(waivers, i)));
        json_builder_end_array(builder);
        json_builder_end_object(builder);
}

/* ---- clauses and cases ---- */

/* In the order of docs/clauses.ini; clauses that this program does not know come last. */
static gint by_place(gconstpointer one, gconstpointer other) {
        const char *const *ids[] = {one, other};
        guint places[2];

        for (gsize i = 0; i < 2; i++) {
                gpointer clause = (gpointer) tck_find_clause(*ids[i]);

                if (!clause || !g_ptr_array_find((GPtrArray *) tck_all_clauses(), clause, &places[i]))
                        places[i] = G_MAXUINT;
        }
        return (places[0] > places[1]) - (places[0] < places[1]);
}

static void add_clauses(JsonBuilder *builder, const GPtrArray *ids) {
        tck_json_begin_array(builder, "clauses");
        for (guint i = 0; i < ids->len; i++) {
                const TckClause *clause = tck_find_clause(ids->pdata[i]);

                json_builder_begin_object(builder);
                tck_json_add_text(builder, "id", ids->pdata[i]);
                tck_json_add_text(builder, "level", clause ? clause->level : NULL);
                tck_json_add_text(builder, "source", clause ? clause->source : NULL);
                tck_json_add_text(builder, "requirement", clause ? clause->requirement : NULL);
                tck_json_add_text(builder, "advice", clause ? clause->advice : NULL);
                tck_json_add_text(builder, "fixed_by", clause ? clause->fixed_by : NULL);
                json_builder_end_object(builder);
        }
        json_builder_end_array(builder);
}

static void add_cases(const Page *page, const GPtrArray *ids) {
        g_autoptr(GHashTable) places = g_hash_table_new(g_str_hash, g_str_equal);

        for (guint i = 0; i < ids->len; i++)
                g_hash_table_insert(places, ids->pdata[i], GUINT_TO_POINTER(i));
        tck_json_begin_array(page->builder, "cases");
        for (guint i = 0; i < page->cases->names->len; i++) {
                const char *name = page->cases->names->pdata[i];
                const char *clause = g_hash_table_lookup(page->clause_of, name);
                const TckCase *tested = tck_find_case(name);

                json_builder_begin_object(page->builder);
                tck_json_add_text(page->builder, "name", name);
                tck_json_add_text(page->builder, "summary", tested ? tested->summary : NULL);
                tck_json_add_int(page->builder, "clause", GPOINTER_TO_UINT(g_hash_table_lookup(places, clause)));
                json_builder_end_object(page->builder);
        }
        json_builder_end_array(page->builder);
}

static void add_tool(JsonBuilder *builder) {
        tck_json_begin_object(builder, "tool");
        tck_json_add_text(builder, "version", TCK_VERSION);
        tck_json_add_text(builder, "commit", tck_version_commit());
        json_builder_end_object(builder);
}

JsonNode *tck_page_data(const GPtrArray *targets, GPtrArray *folders) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        g_autoptr(Names) cases = names_new(), clauses = names_new();
        g_autoptr(GHashTable) clause_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        Page page = {
                .builder = builder, .cases = cases, .clauses = clauses, .clause_of = clause_of, .folders = folders};

        json_builder_begin_object(builder);
        add_tool(builder);
        tck_json_begin_array(builder, "targets");
        for (guint i = 0; i < targets->len; i++)
                add_target(builder, targets->pdata[i]);
        json_builder_end_array(builder);
        tck_json_begin_array(builder, "results");
        for (guint i = 0; i < targets->len; i++) {
                page.target = targets->pdata[i];
                page.target_number = i;
                add_results(&page);
        }
        json_builder_end_array(builder);
        g_ptr_array_sort(clauses->names, by_place);
        add_clauses(builder, clauses->names);
        add_cases(&page, clauses->names);
        json_builder_end_object(builder);
        return json_builder_get_root(builder);
}
