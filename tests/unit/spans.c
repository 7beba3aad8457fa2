/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding the span that contains an address, compared with a linear search. */
#include "spans.h"

#include "common.h"

enum { ADDRESSES = 64, SPANS_MAX = 12, ROUNDS = 2000 };

static gboolean holds(const TckSpan *span, guint64 address) {
        return address >= span->begin && address - span->begin < span->length;
}

/* -1 if there is none. */
static int look(const TckSpan *spans, guint count, guint64 address) {
        int found = -1;

        for (guint i = 0; i < count; i++)
                if (holds(spans + i, address) && found < 0)
                        found = (int) i;
        return found;
}

static void compare(const TckSpan *spans, guint count) {
        g_autoptr(TckSpans) made = tck_spans_new(spans, count);

        for (guint64 address = 0; address < 2 * ADDRESSES; address++) {
                int expected = look(spans, count, address);
                guint64 length = 0;
                guint number = 0;
                gboolean found = tck_spans_find(made, address, &number, &length);

                g_assert_cmpint(found, ==, expected >= 0);
                if (!found)
                        continue;
                g_assert_cmpuint(number, ==, (guint) expected);
                g_assert_cmpuint(length, >, 0);
                for (guint64 i = 0; i < length; i++)
                        g_assert_cmpint(look(spans, count, address + i), ==, expected);
                g_assert_cmpint(look(spans, count, address + length), !=, expected);
        }
}

static void test_random(void) {
        for (guint round = 0; round < ROUNDS; round++) {
                TckSpan spans[SPANS_MAX];
                guint count = (guint) g_test_rand_int_range(0, SPANS_MAX + 1);

                for (guint i = 0; i < count; i++)
                        spans[i] = (TckSpan){(guint64) g_test_rand_int_range(0, ADDRESSES),
                                             (guint64) g_test_rand_int_range(0, ADDRESSES / 2)};
                compare(spans, count);
        }
}

static void test_ends(void) {
        const TckSpan spans[] = {{G_MAXUINT64 - 10, 10}, {0, G_MAXUINT64}, {5, 0}};
        g_autoptr(TckSpans) made = tck_spans_new(spans, G_N_ELEMENTS(spans)), none = NULL;
        guint64 length;
        guint number;

        g_assert_true(tck_spans_find(made, 0, &number, &length));
        g_assert_cmpuint(number, ==, 1);
        g_assert_cmpuint(length, ==, G_MAXUINT64 - 10);
        g_assert_true(tck_spans_find(made, G_MAXUINT64 - 1, &number, &length));
        g_assert_cmpuint(number, ==, 0);
        g_assert_cmpuint(length, ==, 1);
        g_assert_false(tck_spans_find(made, G_MAXUINT64, &number, &length));
        none = tck_spans_new(NULL, 0);
        g_assert_false(tck_spans_find(none, 0, &number, &length));
        tck_spans_free(NULL);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/spans/random", test_random);
        g_test_add_func("/spans/ends", test_ends);
        return g_test_run();
}
