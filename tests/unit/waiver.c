/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waivers: what a file may contain, which failures a waiver applies to and until when, and the report about one without
 * effect.
 */
#include "waiver.h"

#include "arch.h"
#include "common.h"

#define CASES "cases=isa/read/*\n"
#define SEEN "seen=expected the bits 0x7, saw 0x*\n"
#define WHY "reason=r\nreference=bug 7\n"
#define WHOLE CASES SEEN WHY

static const TckCase tested = {.name = "isa/read/stable", .clause = "isa.read.stable"};

/* The waivers of a file with that text; NULL with the error. */
static GPtrArray *read_text(const char *text, gssize length, const char *now_text, GError **error) {
        g_autoptr(GPtrArray) waivers = tck_waivers_new();
        g_autoptr(GDateTime) now = g_date_time_new_from_iso8601(now_text, NULL);
        char *path = make_scratch("waivers.ini");
        gboolean good;

        g_assert_true(g_file_set_contents(path, text, length, NULL));
        good = tck_waivers_read(waivers, path, now, error);
        remove_scratch(path);
        return good ? g_steal_pointer(&waivers) : NULL;
}

static TckResult *result_with(TckVerdict verdict, const char *expected, const char *seen) {
        TckResult *result = tck_result_new(&tested, &(TckVmConfig){.machine = "pc", .boot = tck_default_arch()->boots});
        TckOutcome *outcome = tck_outcome_new(verdict);

        outcome->message = g_strdup("as it was");
        outcome->expected = g_strdup(expected);
        outcome->seen = g_strdup(seen);
        g_ptr_array_add(result->outcomes, outcome);
        return result;
}

/* ---- reading ---- */

static void test_read(void) {
        GError *error = NULL;
        g_autoptr(GPtrArray) waivers = read_text(
                "# ours\n[a]\n" WHOLE "expires=2027-01-31\n[b]\nvms = pc-*; q35-*\n" WHOLE "expires=2026-01-01\n"
                "[c]\n" WHOLE "expires=9999-12-31\n",
                -1, "2026-11-26T00:00:00Z", &error);
        const TckWaiver *a, *b;

        g_assert_no_error(error);
        g_assert_cmpuint(waivers->len, ==, 3);
        a = waivers->pdata[0];
        b = waivers->pdata[1];
        g_assert_cmpstr(a->name, ==, "a");
        g_assert_cmpstr(a->seen.cases[0], ==, "isa/read/*");
        g_assert_cmpstr(a->reference, ==, "bug 7");
        g_assert_false(a->expired);
        g_assert_cmpstr(b->seen.vms[1], ==, "q35-*");
        g_assert_true(b->expired);
        g_assert_false(((const TckWaiver *) waivers->pdata[2])->expired);
}

static const struct {
        const char *name, *text, *complaint;
} mistakes[] = {
        {"no-group", WHOLE "expires=2027-01-31\n", "waivers.ini: "},
        {"no-key-file", "waive all of it\n", "waivers.ini: "},
        {"no-cases", "[a]\n" SEEN WHY "expires=2027-01-31\n", "[a]: the key cases is missing"},
        {"no-seen", "[a]\n" CASES WHY "expires=2027-01-31\n", "[a]: the key seen is missing"},
        {"no-reason", "[a]\n" CASES SEEN "reference=x\nexpires=2027-01-31\n", "[a]: the key reason is missing"},
        {"no-reference", "[a]\n" CASES SEEN "reason=x\nexpires=2027-01-31\n", "[a]: the key reference is missing"},
        {"no-expires", "[a]\n" WHOLE, "[a]: the key expires is missing"},
        {"empty-reason", "[a]\n" CASES SEEN "reason= \nreference=x\nexpires=2027-01-31\n",
         "[a]: the value of reason is empty"},
        {"escape", "[a]\n" CASES SEEN "reason=\\x\\\nreference=x\nexpires=2027-01-31\n",
         "[a]: the value of reason has a backslash"},
        {"empty-cases", "[a]\ncases=;\n" SEEN WHY "expires=2027-01-31\n", "[a]: the value of cases is empty"},
        {"key", "[a]\n" WHOLE "expires=2027-01-31\nexpiry=2028-01-31\n", "[a]: there is no key expiry"},
        {"key-twice", "[a]\n" WHOLE "expires=2027-01-31\nexpires=2028-01-31\n", "line 7: expires is a duplicate"},
        {"group-twice", "[a]\n" WHOLE "expires=2027-01-31\n[a]\n", "line 7: [a] is a duplicate"},
        {"month", "[a]\n" WHOLE "expires=2027-13-01\n", "[a]: expires takes a day, as in 2027-01-31, not 2027-13-01"},
        {"day", "[a]\n" WHOLE "expires=2027-02-29\n", "[a]: expires takes a day"},
        {"day-zero", "[a]\n" WHOLE "expires=2027-01-00\n", "[a]: expires takes a day"},
        {"year-zero", "[a]\n" WHOLE "expires=0000-01-01\n", "[a]: expires takes a day"},
        {"date-form", "[a]\n" WHOLE "expires=31.1.2027\n", "[a]: expires takes a day"},
        {"date-short", "[a]\n" WHOLE "expires=2027\n", "[a]: expires takes a day"},
        {"date-long", "[a]\n" WHOLE "expires=2027-01-31 or so\n", "[a]: expires takes a day"},
        {"never", "[a]\n" WHOLE "expires=never\n", "[a]: expires takes a day"},
        {"no-case", "[a]\ncases=isa/read/stable;usb\n" SEEN WHY "expires=2027-01-31\n", "[a]: no case matches usb"},
        {"seen-form", "[a]\n" CASES WHY "seen=0x3\nexpires=2027-01-31\n", "[a]: seen has to have the form"},
        {"seen-all", "[a]\n" CASES WHY "seen=*\nexpires=2027-01-31\n", "[a]: seen has to have the form"},
        {"seen-any", "[a]\n" CASES WHY "seen=expected *, saw *\nexpires=2027-01-31\n", "[a]: both values in seen"},
        {"no-utf8", "[a]\n" WHOLE "expires=2027-01-31\n# \377\n", "this is not UTF-8"},
};

static void test_mistake(gconstpointer data) {
        GError *error = NULL;

        g_assert_null(read_text(mistakes[GPOINTER_TO_UINT(data)].text, -1, "2026-11-26T00:00:00Z", &error));
        assert_failed(error, TCK_ERROR_USAGE, mistakes[GPOINTER_TO_UINT(data)].complaint);
}

static void test_nul(void) {
        static const char text[] = "[a]\n" WHOLE "expires=2027-01-31\n\0[b]\n";
        GError *error = NULL;

        g_assert_null(read_text(text, sizeof text - 1, "2026-11-26T00:00:00Z", &error));
        assert_failed(error, TCK_ERROR_USAGE, "this is not UTF-8");
}

static void test_absent(void) {
        g_autoptr(GPtrArray) waivers = tck_waivers_new();
        g_autoptr(GDateTime) now = g_date_time_new_now_utc();
        GError *error = NULL;

        g_assert_false(tck_waivers_read(waivers, "/nonexistent/waivers.ini", now, &error));
        assert_failed(error, TCK_ERROR_USAGE, "/nonexistent/waivers.ini");
}

/* ---- until when ---- */

/* A waiver applies on its last day, in UTC, whatever the time zone. */
static void test_days(void) {
        static const struct {
                const char *now;
                gboolean expired;
        } table[] = {
                {"2027-01-30T12:00:00Z", FALSE},      {"2027-01-31T00:00:00Z", FALSE},
                {"2027-01-31T23:59:59Z", FALSE},      {"2027-02-01T00:00:00Z", TRUE},
                {"2027-02-01T00:30:00+01:00", FALSE}, {"2027-01-31T23:30:00-01:00", TRUE},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(GPtrArray) waivers = read_text("[a]\n" WHOLE "expires=2027-01-31\n", -1, table[i].now, NULL);

                g_assert_cmpint(((const TckWaiver *) waivers->pdata[0])->expired, ==, table[i].expired);
        }
}

/* ---- what it applies to ---- */

static void test_apply(void) {
        static const struct {
                TckVerdict verdict;
                const char *seen;
                const char *extra; /* in the waiver */
                gboolean strict, waived;
        } table[] = {
                {TCK_FAIL, "0x3", "expires=2027-01-31\n", FALSE, TRUE},
                {TCK_FAIL, "0x3", "expires=2027-01-31\n", TRUE, TRUE},
                {TCK_FAIL, "nothing", "expires=2027-01-31\n", FALSE, FALSE},
                {TCK_FAIL, NULL, "expires=2027-01-31\n", FALSE, FALSE},
                {TCK_FAIL, "0x3", "expires=2026-01-31\n", FALSE, FALSE},
                {TCK_FAIL, "0x3", "expires=2027-01-31\nvms=pc-*\n", FALSE, TRUE},
                {TCK_FAIL, "0x3", "expires=2027-01-31\nvms=q35-*;microvm-*\n", FALSE, FALSE},
                {TCK_KNOWN, "0x3", "expires=2027-01-31\n", FALSE, FALSE},
                {TCK_KNOWN, "0x3", "expires=2027-01-31\n", TRUE, TRUE},
                {TCK_ERROR_VERDICT, "0x3", "expires=2027-01-31\n", FALSE, FALSE},
                {TCK_SKIP, "0x3", "expires=2027-01-31\n", FALSE, FALSE},
                {TCK_PASS, "0x3", "expires=2027-01-31\n", FALSE, FALSE},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autofree char *text = g_strconcat("[a]\n" WHOLE, table[i].extra, NULL);
                g_autoptr(GPtrArray) waivers = read_text(text, -1, "2026-11-26T00:00:00Z", NULL);
                g_autoptr(TckResult) result = result_with(table[i].verdict, "the bits 0x7", table[i].seen);
                const TckOutcome *outcome = result->outcomes->pdata[0];

                tck_waivers_apply(waivers, result, table[i].strict);
                g_assert_cmpint(outcome->verdict, ==, table[i].waived ? TCK_WAIVED : table[i].verdict);
                g_assert_cmpstr(outcome->message, ==,
                                table[i].waived ? "waived: r (bug 7, until 2027-01-31)" : "as it was");
                g_assert_cmpuint(((const TckWaiver *) waivers->pdata[0])->applied, ==, table[i].waived ? 1 : 0);
        }
}

static void test_other_case(void) {
        g_autoptr(GPtrArray) waivers =
                read_text("[a]\ncases=isa/write\n" SEEN WHY "expires=2027-01-31\n", -1, "2026-11-26T00:00:00Z", NULL);
        g_autoptr(TckResult) result = result_with(TCK_FAIL, "the bits 0x7", "0x3");

        tck_waivers_apply(waivers, result, FALSE);
        g_assert_cmpint(tck_result_verdict(result), ==, TCK_FAIL);
}

/* A failure that the waiver does not match remains, even if it matches the other outcome; so does an ERROR. */
static void test_outcomes(void) {
        static const TckVerdict others[] = {TCK_FAIL, TCK_ERROR_VERDICT};

        for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
                g_autoptr(GPtrArray) waivers =
                        read_text("[a]\n" WHOLE "expires=2027-01-31\n", -1, "2026-11-26T00:00:00Z", NULL);
                g_autoptr(TckResult) result = result_with(TCK_FAIL, "the bits 0x7", "0x3");
                TckOutcome *other = tck_outcome_new(others[i]);

                other->expected = g_strdup("the bits 0x7");
                other->seen = g_strdup("a guest that stands");
                g_ptr_array_add(result->outcomes, other);
                tck_waivers_apply(waivers, result, FALSE);
                g_assert_cmpint(tck_result_verdict(result), ==, others[i]);
        }
}

static void test_remarks(void) {
        TckWaiver waiver = {.expires = (char *) "2027-01-31"};
        g_autofree char *unused = tck_waiver_remark(&waiver), *used = NULL, *expired = NULL;

        g_assert_cmpstr(unused, ==, "matched no failure of this run");
        waiver.applied = 2;
        used = tck_waiver_remark(&waiver);
        g_assert_null(used);
        waiver = (TckWaiver){.expires = (char *) "2027-01-31", .expired = TRUE};
        expired = tck_waiver_remark(&waiver);
        g_assert_cmpstr(expired, ==, "expired on 2027-01-31 and was not applied");
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/waiver/read", test_read);
        g_test_add_func("/waiver/nul", test_nul);
        g_test_add_func("/waiver/absent", test_absent);
        g_test_add_func("/waiver/days", test_days);
        g_test_add_func("/waiver/apply", test_apply);
        g_test_add_func("/waiver/other-case", test_other_case);
        g_test_add_func("/waiver/outcomes", test_outcomes);
        g_test_add_func("/waiver/remarks", test_remarks);
        for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
                g_autofree char *path = g_strdup_printf("/waiver/mistake/%s", mistakes[i].name);

                g_test_add_data_func(path, GUINT_TO_POINTER(i), test_mistake);
        }
        return g_test_run();
}
