/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

static const struct {
        const char *text;
        gboolean of_profile; /* the profile is named behind it */
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
                count += ((const TckResult *) run->results->pdata[i])->channel != NULL;
        return count;
}

guint tck_run_demanded_met(const TckRun *run) {
        guint count = 0;

        for (guint i = 0; i < run->results->len; i++) {
                const TckResult *result = run->results->pdata[i];
                TckVerdict verdict = tck_result_verdict(result);

                count += result->channel && (verdict == TCK_PASS || verdict == TCK_KNOWN || verdict == TCK_WAIVED);
        }
        return count;
}

TckClaim tck_run_claim(const TckRun *run) {
        if (run->failure || run->interrupted || !run->results->len || run->results->len < run->planned ||
            tck_run_count(run, TCK_ERROR_VERDICT))
                return TCK_CLAIM_ERROR;
        if (tck_run_count(run, TCK_FAIL) || (run->strict && tck_run_count(run, TCK_KNOWN)))
                return TCK_CLAIM_FAILED;
        if (tck_run_count(run, TCK_SKIP) == run->results->len)
                return TCK_CLAIM_SKIPPED;
        if (!tck_run_count(run, TCK_PASS))
                return TCK_CLAIM_NOTHING;
        if (!tck_run_demanded_had(run))
                return TCK_CLAIM_PASSED;
        return tck_run_demanded_met(run) >= run->demanded ? TCK_CLAIM_CONFORMS : TCK_CLAIM_IN_PART;
}

char *tck_run_claim_text(const TckRun *run) {
        TckClaim claim = tck_run_claim(run);

        if (claim == TCK_CLAIM_FAILED && !run->demanded)
                return g_strdup("DOES NOT CONFORM");
        return claims[claim].of_profile ? g_strdup_printf("%s %s", claims[claim].text, run->profile)
                                        : g_strdup(claims[claim].text);
}

char *tck_run_profile_text(const TckRun *run) {
        guint had = tck_run_demanded_had(run);

        if (!run->profile)
                return g_strdup("none was chosen: the hypervisor could not be asked what it is");
        if (!run->demanded)
                return g_strdup_printf("%s, which demands nothing here", run->profile);
        if (had == run->demanded)
                return g_strdup_printf("%s, all %u results that must pass on %s were run", run->profile, had,
                                       run->scope);
        return g_strdup_printf("%s, %u of the %u results that must pass on %s %s run", run->profile, had, run->demanded,
                               run->scope, had == 1 ? "was" : "were");
}

int tck_run_exit_status(const TckRun *run) {
        return claims[tck_run_claim(run)].status;
}
