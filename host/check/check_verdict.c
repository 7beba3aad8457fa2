/* SPDX-License-Identifier: BSD-2-Clause */
#include "check_private.h"

Tck *check_new(const TckCase *tested, const CheckHypervisor *hypervisor, double timeout, const char *name,
               const char *directory) {
        Tck *t = g_new0(Tck, 1);

        t->tested = tested;
        t->spec = &tested->vm;
        t->arch = tck_default_arch();
        t->hypervisor = hypervisor;
        t->timeout = timeout;
        t->name = g_strdup(name);
        t->directory = g_strdup(directory);
        t->began = g_get_monotonic_time();
        t->outcome = tck_outcome_new(TCK_PASS);
        t->outcome->artifacts = g_strdup(directory);
        return t;
}

const char *tck_name(const Tck *t) {
        return t->tested->name;
}

guint64 tck_argument(const Tck *t) {
        return t->tested->argument;
}

gboolean tck_over(const Tck *t) {
        return t->over;
}

TckOutcome *tck_outcome(Tck *t) {
        return t->outcome;
}

/* A text of the verdict, preceded by tck_at()'s. Takes ownership of the text. */
static char *at(const Tck *t, char *text) {
        char *whole = t->at ? g_strdup_printf("%s: %s", t->at, text) : g_strdup(text);

        g_free(text);
        return whole;
}

void tck_at(Tck *t, const char *format, ...) {
        if (t->over)
                return;
        g_free(t->at);
        t->at = format ? CHECK_TEXT(format) : NULL;
}

/* Sets the verdict. Takes ownership of the message. */
static void decide(Tck *t, TckVerdict verdict, char *message) {
        t->over = TRUE;
        t->outcome->verdict = verdict;
        t->outcome->message = verdict == TCK_FAIL ? message : at(t, message);
}

void check_reconsider(Tck *t) {
        g_clear_pointer(&t->outcome->message, g_free);
        g_clear_pointer(&t->outcome->expected, g_free);
        g_clear_pointer(&t->outcome->seen, g_free);
        t->over = FALSE;
}

void tck_fail(Tck *t, const char *expected, const char *seen_format, ...) {
        if (t->over)
                return;
        t->outcome->expected = at(t, g_strdup(expected));
        t->outcome->seen = CHECK_TEXT(seen_format);
        decide(t, TCK_FAIL, g_strdup_printf("expected %s, saw %s", t->outcome->expected, t->outcome->seen));
}

void tck_skip(Tck *t, const char *format, ...) {
        if (!t->over)
                decide(t, TCK_SKIP, CHECK_TEXT(format));
}

void tck_give_up(Tck *t, const char *format, ...) {
        if (!t->over)
                decide(t, TCK_ERROR_VERDICT, CHECK_TEXT(format));
}

void tck_expect_number(Tck *t, const char *what, guint64 seen, guint64 expected) {
        g_autofree char *text = NULL;

        if (t->over || seen == expected)
                return;
        text = g_strdup_printf("%s 0x%" G_GINT64_MODIFIER "x", what, expected);
        tck_fail(t, text, "0x%" G_GINT64_MODIFIER "x", seen);
}

void tck_expect_text(Tck *t, const char *what, const char *seen, const char *expected) {
        g_autofree char *text = NULL;

        if (t->over || g_strcmp0(seen, expected) == 0)
                return;
        text = g_strdup_printf("%s \"%s\"", what, expected);
        tck_fail(t, text, "\"%s\"", seen ? seen : "");
}
