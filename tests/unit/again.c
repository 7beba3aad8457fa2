/* SPDX-License-Identifier: BSD-2-Clause */
/* Repetitions: each is counted, they are reported at growing intervals, and none is left unreported. */
#include "again.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static const gint64 BEGIN = 1000 * G_USEC_PER_SEC;

static void test_once(void) {
        TckAgain again;

        tck_again_begin(&again, BEGIN);
        g_assert_null(tck_again_text(&again));
        g_assert_false(tck_again_is_due(&again, BEGIN + 100 * SECOND, TRUE));
}

static void test_words(void) {
        static const struct {
                guint64 times;
                double seconds;
                const char *words;
        } table[] = {
                {1, 0.0001, "again, 1 time in 1 ms"}, {1, 0.14, "again, 1 time in 140 ms"},
                {29, 4.1, "again, 29 times in 4 s"},  {2, 119, "again, 2 times in 119 s"},
                {2, 120, "again, 2 times in 2 min"},  {3, 7199, "again, 3 times in 120 min"},
                {3, 7200, "again, 3 times in 2 h"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autofree char *words =
                        tck_again_text(&(TckAgain){.times = table[i].times, .seconds = table[i].seconds});

                g_assert_cmpstr(words, ==, table[i].words);
        }
}

/* Repetitions within the first second are reported together; later, those within an hour. */
static void test_intervals(void) {
        guint told = 0, early = 0;
        TckAgain again;

        tck_again_begin(&again, BEGIN);
        for (gint64 second = 1; second <= 24 * 3600; second++)
                for (guint i = 0; i < 2; i++)
                        if (tck_again_count(&again, BEGIN + second * SECOND)) {
                                tck_again_tell(&again, BEGIN + second * SECOND);
                                told++;
                                early += second <= 60;
                        }
        g_assert_cmpuint(again.times, ==, 2 * 24 * 3600);
        g_assert_cmpfloat(again.seconds, ==, 24 * 3600);
        /* Reports after 1, 3, 7, … s, then every hour. */
        g_assert_cmpuint(early, ==, 5);
        g_assert_cmpuint(told, >=, 24);
        g_assert_cmpuint(told, <=, 48);
}

static void test_rest(void) {
        TckAgain again;

        tck_again_begin(&again, BEGIN);
        g_assert_false(tck_again_count(&again, BEGIN + SECOND / 2));
        g_assert_false(tck_again_is_due(&again, BEGIN + SECOND / 2, FALSE));
        g_assert_true(tck_again_is_due(&again, BEGIN + SECOND / 2, TRUE));
        g_assert_true(tck_again_is_due(&again, BEGIN + SECOND, FALSE));
        tck_again_tell(&again, BEGIN + SECOND);
        g_assert_false(tck_again_is_due(&again, BEGIN + 100 * SECOND, TRUE));
        g_assert_true(tck_again_count(&again, BEGIN + 100 * SECOND));
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/again/once", test_once);
        g_test_add_func("/again/words", test_words);
        g_test_add_func("/again/intervals", test_intervals);
        g_test_add_func("/again/rest", test_rest);
        return g_test_run();
}
