/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run may claim: it conforms to a profile only if all required results were run and passed. A required result that is
 * skipped is a failure.
 */
#include "result.h"

#include "arch.h"
#include "common.h"

static const TckCase tested = {.name = "isa/read/stable", .clause = "isa.read.stable"};

static TckResult *add(TckRun *run, TckVerdict verdict, gboolean demanded) {
        TckResult *result = tck_result_new(&tested, &(TckVmConfig){.machine = "pc", .boot = tck_default_arch()->boots});
        TckOutcome *outcome = tck_outcome_new(verdict);

        outcome->message = g_strdup("there is none");
        g_ptr_array_add(result->outcomes, outcome);
        g_ptr_array_add(run->results, result);
        result->demanded = demanded ? "isa" : NULL;
        run->planned++;
        return result;
}

/* ---- claims ---- */

static void test_claims(void) {
        static const struct {
                guint demanded;      /* by the profile */
                const char *results; /* P, S, K, W, F, E; in lower case if the profile does not demand it */
                gboolean strict;
                const char *claim;
                int status;
        } table[] = {
                {3, "PPP", FALSE, "CONFORMS to qemu-7.1", 0},
                {3, "PPPps", FALSE, "CONFORMS to qemu-7.1", 0},
                {3, "PKW", FALSE, "CONFORMS to qemu-7.1", 0},
                {3, "PKW", TRUE, "DOES NOT CONFORM to qemu-7.1", 1},
                {3, "PPW", TRUE, "CONFORMS to qemu-7.1", 0},
                {3, "KKK", FALSE, "NOTHING PASSED", 1},
                {3, "WWW", FALSE, "NOTHING PASSED", 1},
                {3, "P", FALSE, "CONFORMS IN PART to qemu-7.1", 0},
                {3, "PPp", FALSE, "CONFORMS IN PART to qemu-7.1", 0},
                {3, "p", FALSE, "PASSED, with no profile to conform to", 0},
                {3, "ps", FALSE, "PASSED, with no profile to conform to", 0},
                {0, "pps", FALSE, "PASSED, with no profile to conform to", 0},
                {0, "pf", FALSE, "DOES NOT CONFORM", 1},
                {0, "kks", FALSE, "NOTHING PASSED", 1},
                {0, "ss", FALSE, "ALL SKIPPED", 77},
                {3, "ss", FALSE, "ALL SKIPPED", 77},
                {3, "PPPf", FALSE, "DOES NOT CONFORM to qemu-7.1", 1},
                {3, "PPF", FALSE, "DOES NOT CONFORM to qemu-7.1", 1},
                {3, "PPPe", FALSE, "ERROR", 3},
                {3, "PPEf", FALSE, "ERROR", 3},
                {3, "", FALSE, "ERROR", 3},
        };
        static const char letters[] = "pskwfe";

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckRun) run = tck_run_new();
                g_autofree char *claim = NULL;

                run->profile = "qemu-7.1";
                run->demanded = table[i].demanded;
                run->strict = table[i].strict;
                for (const char *letter = table[i].results; *letter; letter++)
                        add(run, (TckVerdict) (strchr(letters, g_ascii_tolower(*letter)) - letters),
                            g_ascii_isupper(*letter));
                claim = tck_run_claim_text(run);
                g_test_message("%s of %u", table[i].results, table[i].demanded);
                g_assert_cmpstr(claim, ==, table[i].claim);
                g_assert_cmpint(tck_run_exit_status(run), ==, table[i].status);
        }
}

/* A run that was interrupted claims nothing. */
static void test_unfinished(void) {
        g_autoptr(TckRun) run = tck_run_new();

        run->profile = "qemu-7.1";
        run->demanded = 1;
        add(run, TCK_PASS, TRUE);
        g_assert_cmpint(tck_run_claim(run), ==, TCK_CLAIM_CONFORMS);
        run->planned++;
        g_assert_cmpint(tck_run_claim(run), ==, TCK_CLAIM_ERROR);
        run->planned--;
        run->interrupted = TRUE;
        g_assert_cmpint(tck_run_claim(run), ==, TCK_CLAIM_ERROR);
        run->interrupted = FALSE;
        run->failure = g_strdup("no QEMU");
        g_assert_cmpint(tck_run_claim(run), ==, TCK_CLAIM_ERROR);
}

static void test_words(void) {
        g_autoptr(TckRun) run = tck_run_new();
        g_autofree char *unknown = tck_run_profile_text(run), *nothing = NULL, *part = NULL, *all = NULL;

        g_assert_nonnull(strstr(unknown, "could not be identified"));
        run->profile = "none";
        nothing = tck_run_profile_text(run);
        g_assert_cmpstr(nothing, ==, "none, which demands nothing here");
        run->profile = "qemu-7.1";
        run->scope = g_strdup("pc by multiboot");
        run->demanded = 2;
        add(run, TCK_PASS, TRUE);
        add(run, TCK_PASS, FALSE);
        part = tck_run_profile_text(run);
        g_assert_cmpstr(part, ==, "qemu-7.1, 1 of the 2 results that must pass on pc by multiboot was run");
        add(run, TCK_KNOWN, TRUE);
        all = tck_run_profile_text(run);
        g_assert_cmpstr(all, ==, "qemu-7.1, all 2 results that must pass on pc by multiboot were run");
        g_assert_cmpuint(tck_run_demanded_had(run), ==, 2);
        g_assert_cmpuint(tck_run_demanded_met(run), ==, 2);
}

/* ---- architectures of which nothing was run ---- */

/* A run on x86_64 that conforms, and on s390x, of which nothing was run. */
static TckRun *run_without(gboolean optional) {
        TckRun *run = tck_run_new();
        TckRunPart *first = tck_run_add_part(run, "x86_64"), *second = tck_run_add_part(run, "s390x");

        first->hypervisor = g_strdup("QEMU 7.2.22 (qemu-system-x86_64), tcg");
        first->profile = "qemu-7.1";
        first->scope = g_strdup("pc by multiboot");
        first->demanded = 1;
        second->missing = g_strdup("there is no qemu-system-s390x: install the package qemu-system-s390x");
        second->optional = optional;
        tck_run_sum_parts(run);
        add(run, TCK_PASS, TRUE);
        return run;
}

static void test_missing(void) {
        g_autoptr(TckRun) optional = run_without(TRUE), named = run_without(FALSE);
        g_autofree char *claim = tck_run_claim_text(optional), *words = tck_run_profile_text(optional);

        g_assert_null(tck_run_lacks(optional));
        g_assert_cmpstr(claim, ==, "CONFORMS IN PART to qemu-7.1");
        g_assert_cmpint(tck_run_exit_status(optional), ==, 0);
        g_assert_cmpstr(
                words, ==,
                "qemu-7.1, all 1 results that must pass on x86_64: pc by multiboot were run; nothing was run for "
                "s390x");
        g_assert_cmpstr(tck_run_lacks(named)->arch, ==, "s390x");
        g_assert_cmpint(tck_run_claim(named), ==, TCK_CLAIM_ERROR);
        g_assert_cmpint(tck_run_exit_status(named), ==, 3);
}

/* The hypervisors may have different versions, and profiles. */
static void test_sum(void) {
        static const char *const profiles[] = {"qemu-7.1", "qemu-9.1", "qemu-7.1"};
        g_autoptr(TckRun) run = tck_run_new();

        for (guint i = 0; i < G_N_ELEMENTS(profiles); i++) {
                TckRunPart *part = tck_run_add_part(run, i ? "s390x" : "x86_64");

                part->hypervisor = g_strdup_printf("QEMU %u", i);
                part->scope = i ? g_strdup_printf("machine %u", i) : NULL;
                part->profile = profiles[i];
                part->demanded = i;
        }
        tck_run_sum_parts(run);
        g_assert_cmpstr(run->hypervisor, ==, "QEMU 0; QEMU 1; QEMU 2");
        g_assert_cmpstr(run->scope, ==, "s390x: machine 1; s390x: machine 2");
        g_assert_cmpstr(run->profile, ==, "qemu-7.1, qemu-9.1");
        g_assert_cmpuint(run->demanded, ==, 3);
}

/* ---- what must pass and was skipped ---- */

static void test_hold(void) {
        static const struct {
                TckVerdict verdict;
                gboolean demanded, ours;
                TckVerdict held;
                const char *message;
        } table[] = {
                {TCK_SKIP, TRUE, FALSE, TCK_FAIL, "not tested: there is none"},
                {TCK_SKIP, TRUE, TRUE, TCK_ERROR_VERDICT, "not tested: there is none"},
                {TCK_SKIP, FALSE, FALSE, TCK_SKIP, "there is none"},
                {TCK_SKIP, FALSE, TRUE, TCK_SKIP, "there is none"},
                {TCK_PASS, TRUE, FALSE, TCK_PASS, "there is none"},
                {TCK_KNOWN, TRUE, FALSE, TCK_KNOWN, "there is none"},
                {TCK_FAIL, TRUE, FALSE, TCK_FAIL, "there is none"},
                {TCK_ERROR_VERDICT, TRUE, FALSE, TCK_ERROR_VERDICT, "there is none"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckRun) run = tck_run_new();
                TckResult *result = add(run, table[i].verdict, table[i].demanded);
                TckOutcome *outcome = result->outcomes->pdata[0];

                outcome->ours = table[i].ours;
                result->profile = "qemu-7.1";
                tck_result_hold(result);
                g_assert_cmpint(outcome->verdict, ==, table[i].held);
                g_assert_cmpstr(outcome->message, ==, table[i].message);
                if (table[i].verdict != TCK_SKIP || table[i].held != TCK_FAIL)
                        continue;
                g_assert_cmpstr(outcome->expected, ==, "the case to be tested, as the profile qemu-7.1 demands");
                g_assert_cmpstr(outcome->seen, ==, "not tested: there is none");
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/claim/claims", test_claims);
        g_test_add_func("/claim/unfinished", test_unfinished);
        g_test_add_func("/claim/words", test_words);
        g_test_add_func("/claim/missing", test_missing);
        g_test_add_func("/claim/sum", test_sum);
        g_test_add_func("/claim/hold", test_hold);
        return g_test_run();
}
