/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The place of a verdict is the innermost verb, whatever is evaluated in its arguments. One verb is tested here; a
 * second test checks in the headers that the others are wrapped in the same way.
 */
#include "result.h"

#include <string.h>

#include "common.h"

/* A verb that fails if the number is odd, wrapped as in the headers of host/check. */
static void verb(TckOutcome *outcome, guint64 number) {
        if (outcome->verdict == TCK_PASS && number % 2)
                outcome->verdict = TCK_FAIL;
}

static guint64 value(TckOutcome *outcome, guint64 number) {
        verb(outcome, number);
        return outcome->verdict == TCK_PASS ? number : 0;
}

#define tck_outcome(o) (o)
#define verb(o, ...) TCK_VERB(o, verb(o, __VA_ARGS__))
#define value(o, ...) TCK_VALUE(o, value(o, __VA_ARGS__))

static guint inner, outer; /* line numbers */

static guint64 helper(TckOutcome *outcome, guint64 number) {
        inner = __LINE__ + 1;
        return value(outcome, number);
}

static void two_verbs(TckOutcome *outcome, guint64 number) {
        verb(outcome, 0);
        verb(outcome, number), inner = __LINE__;
        verb(outcome, number);
}

#define two_verbs(o, n) TCK_CALLED(o, two_verbs(o, n))

static void assert_place(const TckOutcome *outcome, const char *format, guint one, guint two) {
        g_autofree char *a = g_strdup_printf("tests/unit/place.c:%u", one),
                        *b = g_strdup_printf("tests/unit/place.c:%u", two);
        g_autofree char *expected = g_strdup(format);
        g_autoptr(GString) text = g_string_new(expected);

        g_string_replace(text, "A", a, 0);
        g_string_replace(text, "B", b, 0);
        g_assert_cmpstr(outcome->place, ==, text->str);
}

static void test_first(void) {
        g_autoptr(TckOutcome) outcome = tck_outcome_new(TCK_PASS);

        verb(outcome, 2);
        g_assert_null(outcome->place);
        verb(outcome, 1), outer = __LINE__;
        verb(outcome, 1);
        tck_outcome_end(outcome);
        assert_place(outcome, "A", outer, 0);
}

/* Arguments are evaluated before the verb. */
static void test_nested(void) {
        g_autoptr(TckOutcome) in_helper = tck_outcome_new(TCK_PASS), in_verb = tck_outcome_new(TCK_PASS);

        verb(in_helper, helper(in_helper, 5));
        assert_place(in_helper, "A", inner, 0);
        verb(in_verb, helper(in_verb, 4) + 1), outer = __LINE__;
        assert_place(in_verb, "A", outer, 0);
}

static void test_called(void) {
        g_autoptr(TckOutcome) outcome = tck_outcome_new(TCK_PASS);

        two_verbs(outcome, 2);
        g_assert_null(outcome->place);
        two_verbs(outcome, 1), outer = __LINE__;
        two_verbs(outcome, 1);
        assert_place(outcome, "A, called at B", inner, outer);
}

/* A verdict after the last verb. */
static void test_end(void) {
        g_autoptr(TckOutcome) outcome = tck_outcome_new(TCK_PASS), none = tck_outcome_new(TCK_FAIL);

        verb(outcome, 2), outer = __LINE__;
        outcome->verdict = TCK_FAIL;
        tck_outcome_end(outcome);
        assert_place(outcome, "the end of the case, after A", outer, 0);
        tck_outcome_end(none);
        g_assert_null(none->place);
}

/* ---- the headers ---- */

/* The verbs that give no verdict. */
static const char *const others[] = {
        "tck_arch",
        "tck_argument",
        "tck_hyperv_properties",
        "tck_name",
        "tck_at",
        "tck_expected_bits",
        "tck_may_end",
        "tck_outcome",
        "tck_over",
        "tck_port",
        "tck_ram",
        "tck_spec",
        "tck_values",
        "tck_dom_await_hello",
        "tck_dom_connection",
        "tck_dom_file",
        "tck_dom_get",
        "tck_dom_has_core",
        "tck_dom_history",
        "tck_dom_kill_daemon",
        "tck_dom_lives",
        "tck_dom_settle",
        "tck_dom_spec",
        "tck_dom_state",
        "tck_dom_usual_model",
        NULL,
};

/* The headers of host/check that cases include, in one text. Free with g_free(). */
static char *read_headers(void) {
        g_autofree char *folder = g_build_filename(TCK_SOURCE_DIRECTORY, "host", "check", NULL);
        g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
        g_autoptr(GString) text = g_string_new(NULL);
        const char *name;

        g_assert_nonnull(directory);
        while ((name = g_dir_read_name(directory))) {
                g_autofree char *path = g_build_filename(folder, name, NULL), *header = NULL;

                if (!g_str_has_suffix(name, ".h") || g_str_has_suffix(name, "_private.h") ||
                    g_str_equal(name, "check_end.h"))
                        continue;
                g_assert_true(g_file_get_contents(path, &header, NULL, NULL));
                g_string_append(text, header);
        }
        return g_strdup(text->str);
}

/* A verdict of a verb that is not wrapped would be attributed to another verb. */
static void test_headers(void) {
        g_autofree char *headers = read_headers();
        g_autoptr(GRegex) regex = g_regex_new("\\b(tck_\\w+)\\((?:const )?Tck \\*t\\b", 0, 0, NULL);
        g_autoptr(GMatchInfo) match = NULL;
        guint count = 0;

        for (g_regex_match(regex, headers, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
                g_autofree char *name = g_match_info_fetch(match, 1);
                g_autofree char *define = g_strdup_printf("#define %s(", name);

                if (!strstr(headers, define) == !g_strv_contains(others, name))
                        g_error("%s needs either a #define beside its declaration, or an entry in others[] if it gives "
                                "no verdict",
                                name);
                count++;
        }
        g_assert_cmpuint(count, >, 80);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/place/first", test_first);
        g_test_add_func("/place/nested", test_nested);
        g_test_add_func("/place/called", test_called);
        g_test_add_func("/place/end", test_end);
        g_test_add_func("/place/headers", test_headers);
        return g_test_run();
}
