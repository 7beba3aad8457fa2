/* SPDX-License-Identifier: BSD-2-Clause */
#include "verify_results.h"

#include <string.h>

#include "arch.h"
#include "demand.h"
#include "json.h"
#include "results_table.h"
#include "schedule.h"

static void add(GPtrArray *problems, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add(GPtrArray *problems, const char *format, ...) {
        va_list list;

        va_start(list, format);
        g_ptr_array_add(problems, g_strdup_vprintf(format, list));
        va_end(list);
}

static JsonObject *element(JsonArray *array, guint i) {
        return tck_json_node_object(json_array_get_element(array, i));
}

static TckVerdict verdict_of(JsonObject *object) {
        return tck_verdict_find(tck_json_string(object, "verdict"));
}

static const char *text_of(JsonObject *object, const char *name) {
        const char *text = tck_json_string(object, name);

        return text ? text : "";
}

/* ---- agreement ---- */

static void check_outcomes(JsonObject *result, const char *key, GPtrArray *problems) {
        JsonArray *outcomes = tck_json_array(result, "outcomes");
        TckVerdict verdict = verdict_of(result), worst = TCK_PASS;

        for (guint i = 0; outcomes && i < json_array_get_length(outcomes); i++) {
                JsonObject *outcome = element(outcomes, i);

                worst = MAX(worst, verdict_of(outcome));
                if (verdict_of(outcome) == TCK_PASS &&
                    (tck_json_string(outcome, "expected") || tck_json_string(outcome, "seen") ||
                     tck_json_string(outcome, "place")))
                        add(problems, "%s has a PASS that describes a deviation", key);
        }
        if (!outcomes || !json_array_get_length(outcomes) || verdict != worst || verdict == TCK_VERDICTS)
                add(problems, "%s has a verdict that is not that of its outcomes", key);
}

static void check_result(JsonObject *result, GHashTable *seen, GPtrArray *problems) {
        const TckCase *tested = tck_find_case(text_of(result, "case"));
        char *key = tck_results_key(text_of(result, "case"), text_of(result, "vm"), text_of(result, "architecture"));

        if (!g_hash_table_add(seen, key))
                add(problems, "%s has two results", key);
        if (!tested)
                add(problems, "%s is a case that this kit does not know", text_of(result, "case"));
        else if (!g_str_equal(tested->clause, text_of(result, "clause")))
                add(problems, "%s is about the clause %s, not %s", tested->name, tested->clause,
                    text_of(result, "clause"));
        check_outcomes(result, key, problems);
}

static void check_counts(JsonObject *results, JsonArray *list, GPtrArray *problems) {
        JsonObject *counts = tck_json_object(results, "counts");
        gint64 planned = tck_json_int(counts, "planned", -1);

        if (planned != json_array_get_length(list))
                add(problems, "%" G_GINT64_FORMAT " results were planned, and it has %u", planned,
                    json_array_get_length(list));
        for (TckVerdict verdict = 0; verdict < TCK_VERDICTS; verdict++) {
                gint64 claimed = tck_json_int(counts, tck_verdict_name(verdict), -1), count = 0;

                for (guint i = 0; i < json_array_get_length(list); i++)
                        count += verdict_of(element(list, i)) == verdict;
                if (count != claimed)
                        add(problems, "it claims %" G_GINT64_FORMAT " %s, and has %" G_GINT64_FORMAT, claimed,
                            tck_verdict_name(verdict), count);
        }
}

void tck_check_agreement(JsonObject *results, GPtrArray *problems) {
        JsonArray *list = json_object_get_array_member(results, "results");
        JsonObject *run = tck_json_object(results, "run");
        g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

        if (tck_json_is_true(run, "interrupted") || tck_json_string(run, "failure"))
                add(problems, "the run was not completed");
        if (tck_json_int(run, "exit_status", -1) != 0)
                add(problems, "the run did not succeed: its exit status was %" G_GINT64_FORMAT,
                    tck_json_int(run, "exit_status", -1));
        for (guint i = 0; i < json_array_get_length(list); i++)
                check_result(element(list, i), seen, problems);
        check_counts(results, list, problems);
}

/* ---- demands ---- */

/* The keys of the results that are met (results_table.h). */
static GHashTable *met_of(JsonObject *results) {
        g_autoptr(GPtrArray) table = tck_results_table(results);
        GHashTable *met = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

        for (guint i = 0; i < table->len; i++) {
                const TckResultRow *row = table->pdata[i];

                if (row->verdict == TCK_PASS || row->verdict == TCK_KNOWN || row->verdict == TCK_WAIVED)
                        g_hash_table_add(met, g_strdup(row->key));
        }
        return met;
}

/* "pc, q35 by multiboot, efi": the machine types, interned, and the boot methods. FALSE if it is no such scope. */
static gboolean read_scope(const TckArch *arch, const char *scope, GPtrArray *machines, GPtrArray *boots) {
        g_auto(GStrv) halves = g_strsplit(scope, " by ", 2), machine = NULL, boot = NULL;

        if (g_strv_length(halves) != 2)
                return FALSE;
        machine = g_strsplit(halves[0], ", ", -1);
        boot = g_strsplit(halves[1], ", ", -1);
        for (char **one = machine; *one; one++)
                g_ptr_array_add(machines, (gpointer) g_intern_string(*one));
        for (const TckBoot *one = arch->boots; one->name; one++)
                if (g_strv_contains((const char *const *) boot, one->name))
                        g_ptr_array_add(boots, (gpointer) one);
        if (boots->len != g_strv_length(boot))
                return FALSE;
        g_ptr_array_add(machines, NULL);
        g_ptr_array_add(boots, NULL);
        return TRUE;
}

static guint check_jobs(const GPtrArray *jobs, const TckProfile *profile, const char *arch, GHashTable *met,
                        GPtrArray *problems) {
        guint demanded = 0;

        for (guint i = 0; i < jobs->len; i++) {
                const TckJob *job = jobs->pdata[i];
                g_autofree char *vm = tck_vm_config_name(&job->config);
                g_autofree char *key = tck_results_key(job->tested->name, vm, arch);

                if (!tck_demanded_channel(profile, NULL, job->tested, &job->config))
                        continue;
                demanded++;
                if (!g_hash_table_contains(met, key))
                        add(problems, "%s demands %s, which was not met", profile->name, key);
        }
        return demanded;
}

static guint check_part(JsonObject *results, JsonObject *part, GPtrArray *problems) {
        const TckArch *arch = tck_find_arch(text_of(part, "name"));
        const TckProfile *profile = tck_find_profile(text_of(part, "profile"));
        g_autoptr(GPtrArray) machines = g_ptr_array_new(), boots = g_ptr_array_new(), jobs = NULL;
        g_autoptr(GHashTable) met = NULL;
        guint demanded;

        if (!arch || !profile || tck_json_string(part, "missing") ||
            !read_scope(arch, text_of(part, "scope"), machines, boots)) {
                add(problems, "there is no known profile, or no scope, for %s", text_of(part, "name"));
                return 0;
        }
        met = met_of(results);
        jobs = tck_schedule_jobs(tck_all_cases(), profile->layer, NULL, arch, (const char *const *) machines->pdata,
                                 (const TckBoot *const *) boots->pdata, NULL);
        demanded = check_jobs(jobs, profile, arch->name, met, problems);
        if (!demanded || demanded != tck_json_int(part, "demanded", -1))
                add(problems, "%s demands %u results on %s, and the run was told %" G_GINT64_FORMAT, profile->name,
                    demanded, text_of(part, "scope"), tck_json_int(part, "demanded", -1));
        return demanded;
}

guint tck_check_demands(JsonObject *results, GPtrArray *problems) {
        JsonNode *node = json_object_get_member(results, "architectures");
        JsonArray *parts = tck_json_node_array(node);
        guint demanded = 0;

        for (guint i = 0; parts && i < json_array_get_length(parts); i++)
                demanded += check_part(results, element(parts, i), problems);
        if (!parts || !json_array_get_length(parts))
                add(problems, "it says nothing of the architectures that were tested");
        return demanded;
}
