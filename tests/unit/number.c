/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers on the command line, well-formed and malformed. */
#include "number.h"

#include <locale.h>

#include "common.h"

#define UNTOUCHED 77

/* Not a number for any option. */
static const char *const nonsense[] = {
        "",
        " ",
        "-",
        "+1",
        "-1",
        "-0",
        "1 ",
        " 1",
        "1x",
        "1s",
        "1,5",
        "1.",
        ".5",
        ".",
        "1..5",
        "1.5.5",
        "1.-5",
        "0x10",
        "0x1p3",
        "1e3",
        "1e300",
        "1e-300",
        "1E2",
        "1_000",
        "inf",
        "Inf",
        "-inf",
        "nan",
        "NaN",
        "ten",
        "１",
        "٣",
        "1\n",
        "\xff"
        "1",
        "1\xc3",
        "NAN(1)",
        "+",
        "1 2",
        "infinity",
};

static void refuse_seconds(const char *text, gboolean zero) {
        double seconds = UNTOUCHED;
        GError *error = NULL;
        gboolean good = tck_number_seconds("--timeout", text, zero, &seconds, &error);

        g_test_message("\"%s\"", text);
        g_assert_false(good);
        g_assert_error(error, TCK_ERROR, TCK_ERROR_USAGE);
        g_assert_nonnull(strstr(error->message, "--timeout takes seconds"));
        g_assert_nonnull(strstr(error->message, text));
        g_assert_cmpfloat(seconds, ==, UNTOUCHED);
        g_clear_error(&error);
}

static void assert_seconds(const char *text, gboolean zero, double expected) {
        double seconds = UNTOUCHED;
        GError *error = NULL;

        g_assert_true(tck_number_seconds("--timeout", text, zero, &seconds, &error));
        g_assert_no_error(error);
        g_assert_cmpfloat(seconds, ==, expected);
}

static void test_seconds(void) {
        assert_seconds("1", FALSE, 1);
        assert_seconds("2.5", FALSE, 2.5);
        assert_seconds("0.001", FALSE, 0.001);
        assert_seconds("007.250", FALSE, 7.25);
        assert_seconds("31536000", FALSE, 31536000);
        assert_seconds("31536000.0", FALSE, 31536000);
        assert_seconds("0", TRUE, 0);
        assert_seconds("0.000", TRUE, 0);
        assert_seconds(NULL, FALSE, UNTOUCHED);
}

static void test_seconds_refused(void) {
        g_autofree char *long_one = g_strnfill(5000, '9'), *small = g_strnfill(5000, '0');

        for (gsize i = 0; i < G_N_ELEMENTS(nonsense); i++) {
                refuse_seconds(nonsense[i], FALSE);
                refuse_seconds(nonsense[i], TRUE);
        }
        refuse_seconds("0", FALSE);
        refuse_seconds("0.0009", FALSE);
        refuse_seconds("0.0009", TRUE);
        refuse_seconds("31536001", FALSE);
        refuse_seconds("31536000.5", TRUE);
        refuse_seconds(long_one, TRUE);
        refuse_seconds(small, FALSE);
}

static void refuse_count(const char *text, guint least, guint most) {
        guint count = UNTOUCHED;
        GError *error = NULL;

        g_test_message("\"%s\"", text);
        g_assert_false(tck_number_count("-j", text, least, most, &count, &error));
        g_assert_error(error, TCK_ERROR, TCK_ERROR_USAGE);
        g_assert_nonnull(strstr(error->message, "-j takes a number from"));
        g_assert_cmpuint(count, ==, UNTOUCHED);
        g_clear_error(&error);
}

static void assert_count(const char *text, guint least, guint most, guint expected) {
        guint count = UNTOUCHED;
        GError *error = NULL;

        g_assert_true(tck_number_count("-j", text, least, most, &count, &error));
        g_assert_no_error(error);
        g_assert_cmpuint(count, ==, expected);
}

static void test_count(void) {
        assert_count("1", 1, 8, 1);
        assert_count("8", 1, 8, 8);
        assert_count("0008", 1, 8, 8);
        assert_count("0", 0, 8, 0);
        assert_count("4294967295", 0, G_MAXUINT, G_MAXUINT);
        assert_count(NULL, 1, 8, UNTOUCHED);
}

static void test_count_refused(void) {
        g_autofree char *long_one = g_strnfill(5000, '9');

        for (gsize i = 0; i < G_N_ELEMENTS(nonsense); i++)
                refuse_count(nonsense[i], 0, G_MAXUINT);
        refuse_count("0", 1, 8);
        refuse_count("9", 1, 8);
        refuse_count("1.0", 1, 8);
        refuse_count("4294967296", 0, G_MAXUINT);
        refuse_count("18446744073709551617", 0, G_MAXUINT); /* this is 1 in 64 bits */
        refuse_count(long_one, 0, G_MAXUINT);
}

static void test_bytes(void) {
        static const struct {
                const char *text;
                guint64 bytes;
        } good[] = {{"0", 0},
                    {"1", 1},
                    {"512K", 512 << 10},
                    {"3M", 3 << 20},
                    {"10G", (guint64) 10 << 30},
                    {"8388607T", (guint64) 8388607 << 40}};
        static const char *const bad[] = {"",   "K",   "3X",   "3KB",  "3k",       "-1",
                                          " 1", "1 K", "1.5G", "0x10", "8388608T", "9999999999999999999"};
        guint64 bytes = 7;

        g_assert_true(tck_number_bytes("--max-size", NULL, &bytes, NULL));
        g_assert_cmpuint(bytes, ==, 7);
        for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
                g_assert_true(tck_number_bytes("--max-size", good[i].text, &bytes, NULL));
                g_assert_cmpuint(bytes, ==, good[i].bytes);
        }
        for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
                g_autoptr(GError) error = NULL;

                g_test_message("%s", bad[i]);
                g_assert_false(tck_number_bytes("--max-size", bad[i], &bytes, &error));
                g_assert_error(error, TCK_ERROR, TCK_ERROR_USAGE);
        }
}

int main(int argc, char **argv) {
        /* With a decimal comma, if such a locale is installed: numbers mean the same in every locale. */
        if (!setlocale(LC_ALL, "de_DE.UTF-8"))
                setlocale(LC_ALL, "C.UTF-8");
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/number/seconds", test_seconds);
        g_test_add_func("/number/seconds/refused", test_seconds_refused);
        g_test_add_func("/number/count", test_count);
        g_test_add_func("/number/count/refused", test_count_refused);
        g_test_add_func("/number/bytes", test_bytes);
        return g_test_run();
}
