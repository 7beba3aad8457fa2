/* SPDX-License-Identifier: BSD-2-Clause */
#include "result.h"

#include "program.h"

static const char *const verdict_names[TCK_VERDICTS] = {
        [TCK_PASS] = "PASS",     [TCK_SKIP] = "SKIP", [TCK_KNOWN] = "KNOWN",
        [TCK_WAIVED] = "WAIVED", [TCK_FAIL] = "FAIL", [TCK_ERROR_VERDICT] = "ERROR",
};

const char *tck_verdict_name(TckVerdict verdict) {
        return verdict_names[verdict];
}

TckVerdict tck_verdict_find(const char *name) {
        TckVerdict verdict = 0;

        while (verdict < TCK_VERDICTS && g_strcmp0(name, verdict_names[verdict]) != 0)
                verdict++;
        return verdict;
}

TckOutcome *tck_outcome_new(TckVerdict verdict) {
        TckOutcome *outcome = g_new0(TckOutcome, 1);

        outcome->verdict = verdict;
        return outcome;
}

void tck_outcome_free(TckOutcome *outcome) {
        if (!outcome)
                return;
        g_free(outcome->message);
        g_free(outcome->expected);
        g_free(outcome->seen);
        g_free(outcome->place);
        g_free(outcome->artifacts);
        g_free(outcome->incident);
        g_free(outcome->waiver);
        g_free(outcome);
}

void tck_outcome_at(TckOutcome *outcome, const char *place) {
        if (outcome->verdict < TCK_FAIL)
                outcome->last = place;
        else if (!outcome->place)
                outcome->place = g_strdup(place);
}

void tck_outcome_called_at(TckOutcome *outcome, const char *place) {
        g_autofree char *inner = outcome->place;

        if (inner)
                outcome->place = g_strdup_printf("%s, called at %s", inner, place);
}

void tck_outcome_end(TckOutcome *outcome) {
        if (outcome->verdict >= TCK_FAIL && !outcome->place && outcome->last)
                outcome->place = g_strdup_printf("the end of the case, after %s", outcome->last);
}

char *tck_outcome_record(const TckOutcome *outcome) {
        return g_build_filename(outcome->artifacts, "incident.json", NULL);
}

TckResult *tck_result_new(const TckCase *tested, const TckVmConfig *config) {
        TckResult *result = g_new0(TckResult, 1);

        result->tested = tested;
        result->vm = tck_vm_config_name(config);
        result->arch = config->arch;
        result->channel = tck_case_channel(tested, &config->spec);
        result->machine = g_strdup(config->machine);
        result->boot = config->boot->name;
        result->outcomes = g_ptr_array_new_with_free_func((GDestroyNotify) tck_outcome_free);
        return result;
}

void tck_result_free(TckResult *result) {
        if (!result)
                return;
        g_ptr_array_unref(result->outcomes);
        g_free(result->vm);
        g_free(result->machine);
        g_free(result);
}

const TckOutcome *tck_result_worst(const TckResult *result) {
        const TckOutcome *worst = result->outcomes->pdata[0];

        for (guint i = 1; i < result->outcomes->len; i++) {
                const TckOutcome *outcome = result->outcomes->pdata[i];

                if (outcome->verdict > worst->verdict)
                        worst = outcome;
        }
        return worst;
}

void tck_result_hold(TckResult *result) {
        TckOutcome *outcome = result->demanded ? (TckOutcome *) tck_result_worst(result) : NULL;
        g_autofree char *reason = NULL;

        if (!outcome || outcome->verdict != TCK_SKIP)
                return;
        if (outcome->elsewhere) {
                result->demanded = NULL;
                return;
        }
        reason = g_steal_pointer(&outcome->message);
        outcome->verdict = outcome->ours ? TCK_ERROR_VERDICT : TCK_FAIL;
        outcome->message = g_strdup_printf("not tested: %s", reason ? reason : "no reason given");
        if (outcome->ours)
                return;
        outcome->expected = g_strdup_printf("the case to be tested, as the profile %s demands", result->profile);
        outcome->seen = g_strdup(outcome->message);
}

TckVerdict tck_result_verdict(const TckResult *result) {
        return tck_result_worst(result)->verdict;
}

/* ---- runs ---- */

static void part_free(gpointer data) {
        TckRunPart *part = data;

        g_free(part->missing);
        g_free(part->hypervisor);
        g_free(part->scope);
        g_free(part);
}

TckRun *tck_run_new(void) {
        TckRun *run = g_new0(TckRun, 1);

        run->results = g_ptr_array_new_with_free_func((GDestroyNotify) tck_result_free);
        run->parts = g_ptr_array_new_with_free_func(part_free);
        run->began = g_date_time_new_now_utc();
        return run;
}

void tck_run_free(TckRun *run) {
        if (!run)
                return;
        g_free(run->id);
        g_free(run->directory);
        g_free(run->program);
        g_free(run->options);
        g_free(run->hypervisor);
        g_free(run->failure);
        g_free(run->no_snapshot);
        g_free(run->scope);
        g_free(run->shard);
        g_clear_pointer(&run->waivers, g_ptr_array_unref);
        g_ptr_array_unref(run->parts);
        g_ptr_array_unref(run->results);
        g_date_time_unref(run->began);
        g_free(run);
}

TckRunPart *tck_run_add_part(TckRun *run, const char *arch) {
        TckRunPart *part = g_new0(TckRunPart, 1);

        part->arch = arch;
        g_ptr_array_add(run->parts, part);
        return part;
}

static void add_text(GString *list, const char *separator, const char *text) {
        if (text)
                g_string_append_printf(list, "%s%s", list->len ? separator : "", text);
}

static const char *text_of(const GString *list) {
        return list->len ? list->str : NULL;
}

void tck_run_sum_parts(TckRun *run) {
        g_autoptr(GString) hypervisors = g_string_new(NULL), scopes = g_string_new(NULL), profiles = g_string_new(NULL);

        for (guint i = 0; i < run->parts->len; i++) {
                const TckRunPart *part = run->parts->pdata[i];
                g_auto(GStrv) there = g_strsplit(profiles->str, ", ", -1);
                g_autofree char *scope = part->scope ? g_strdup_printf("%s: %s", part->arch, part->scope) : NULL;

                add_text(hypervisors, "; ", part->hypervisor);
                add_text(scopes, "; ", run->parts->len > 1 ? scope : part->scope);
                if (part->profile && !g_strv_contains((const char *const *) there, part->profile))
                        add_text(profiles, ", ", part->profile);
                run->demanded += part->demanded;
        }
        run->hypervisor = g_strdup(text_of(hypervisors));
        run->scope = g_strdup(text_of(scopes));
        run->profile = g_intern_string(text_of(profiles));
}

/* The first part without results that is optional, or not; NULL if there is none. */
static const TckRunPart *find_missing(const TckRun *run, gboolean optional) {
        for (guint i = 0; i < run->parts->len; i++) {
                const TckRunPart *part = run->parts->pdata[i];

                if (part->missing && part->optional == optional)
                        return part;
        }
        return NULL;
}

const TckRunPart *tck_run_lacks(const TckRun *run) {
        return find_missing(run, FALSE);
}

static GString *new_command(const TckRun *run, const char *name) {
        GString *command = g_string_new(run->program ? run->program : "pvpanic-tck");

        tck_shell_append(command, name);
        return command;
}

char *tck_run_rerun_command(const TckRun *run, const TckResult *result) {
        GString *command = new_command(run, "run");

        if (result->arch)
                g_string_append_printf(command, " --arch %s", result->arch);
        g_string_append(command, " --machine");
        tck_shell_append(command, result->machine);
        g_string_append_printf(command, " --boot %s%s", result->boot, run->options ? run->options : "");
        tck_shell_append(command, result->tested->name);
        return g_string_free(command, FALSE);
}

char *tck_run_autopsy_command(const TckRun *run, const TckOutcome *outcome) {
        g_autofree char *record = outcome->incident ? tck_outcome_record(outcome) : NULL;
        GString *command = record ? new_command(run, "autopsy") : NULL;

        if (!record)
                return NULL;
        tck_shell_append(command, record);
        return g_string_free(command, FALSE);
}

guint tck_run_count(const TckRun *run, TckVerdict verdict) {
        guint count = 0;

        for (guint i = 0; i < run->results->len; i++)
                count += tck_result_verdict(run->results->pdata[i]) == verdict;
        return count;
}

/* ---- the claim of a run ---- */

static const struct {
        const char *text;
        gboolean of_profile; /* the profile's name follows */
        int status;
} claims[TCK_CLAIMS] = {
        [TCK_CLAIM_CONFORMS] = {"CONFORMS to", TRUE, 0},
        [TCK_CLAIM_IN_PART] = {"CONFORMS IN PART to", TRUE, 0},
        [TCK_CLAIM_PASSED] = {"PASSED, with no profile to conform to", FALSE, 0},
        [TCK_CLAIM_FAILED] = {"DOES NOT CONFORM to", TRUE, 1},
        [TCK_CLAIM_NOTHING] = {"NOTHING PASSED", FALSE, 1},
        [TCK_CLAIM_SKIPPED] = {"ALL SKIPPED", FALSE, 77},
        [TCK_CLAIM_ERROR] = {"ERROR", FALSE, 3},
};

guint tck_run_demanded_had(const TckRun *run) {
        guint count = 0;

        for (guint i = 0; i < run->results->len; i++)
                count += ((const TckResult *) run->results->pdata[i])->demanded != NULL;
        return count;
}

guint tck_run_demanded_met(const TckRun *run) {
        guint count = 0;

        for (guint i = 0; i < run->results->len; i++) {
                const TckResult *result = run->results->pdata[i];
                TckVerdict verdict = tck_result_verdict(result);

                count += result->demanded && (verdict == TCK_PASS || verdict == TCK_KNOWN || verdict == TCK_WAIVED);
        }
        return count;
}

TckClaim tck_run_claim(const TckRun *run) {
        if (run->failure || run->interrupted || tck_run_lacks(run) || !run->results->len ||
            run->results->len < run->planned || tck_run_count(run, TCK_ERROR_VERDICT))
                return TCK_CLAIM_ERROR;
        if (tck_run_count(run, TCK_FAIL) || (run->strict && tck_run_count(run, TCK_KNOWN)))
                return TCK_CLAIM_FAILED;
        if (tck_run_count(run, TCK_SKIP) == run->results->len)
                return TCK_CLAIM_SKIPPED;
        if (!tck_run_count(run, TCK_PASS))
                return TCK_CLAIM_NOTHING;
        if (!tck_run_demanded_had(run))
                return TCK_CLAIM_PASSED;
        if (tck_run_demanded_met(run) < run->demanded || find_missing(run, TRUE))
                return TCK_CLAIM_IN_PART;
        return TCK_CLAIM_CONFORMS;
}

char *tck_run_claim_text(const TckRun *run) {
        TckClaim claim = tck_run_claim(run);

        if (claim == TCK_CLAIM_FAILED && !run->demanded)
                return g_strdup("DOES NOT CONFORM");
        return claims[claim].of_profile ? g_strdup_printf("%s %s", claims[claim].text, run->profile)
                                        : g_strdup(claims[claim].text);
}

/* "; nothing was run for ppc64, s390x"; NULL if no part is without results. Free with g_free(). */
static char *missing_text(const TckRun *run) {
        g_autoptr(GString) names = g_string_new(NULL);

        for (guint i = 0; i < run->parts->len; i++) {
                const TckRunPart *part = run->parts->pdata[i];

                add_text(names, ", ", part->missing ? part->arch : NULL);
        }
        return names->len ? g_strdup_printf("; nothing was run for %s", names->str) : NULL;
}

char *tck_run_profile_text(const TckRun *run) {
        g_autofree char *missing = missing_text(run);
        const char *end = missing ? missing : "";
        guint had = tck_run_demanded_had(run);

        if (!run->profile)
                return g_strdup("none was chosen: the hypervisor could not be identified");
        if (!run->demanded)
                return g_strdup_printf("%s, which demands nothing here%s", run->profile, end);
        if (had == run->demanded)
                return g_strdup_printf("%s, all %u results that must pass on %s were run%s", run->profile, had,
                                       run->scope, end);
        return g_strdup_printf("%s, %u of the %u results that must pass on %s %s run%s", run->profile, had,
                               run->demanded, run->scope, had == 1 ? "was" : "were", end);
}

int tck_run_exit_status(const TckRun *run) {
        return claims[tck_run_claim(run)].status;
}
