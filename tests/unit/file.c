/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading files: contents up to a limit, and an error for everything else. */
#include "file.h"

#include "common.h"

static void assert_read(const char *path, gsize most, const char *expected, gsize length) {
        GError *error = NULL;
        gsize seen = 0;
        g_autofree char *text = tck_file_read(path, most, &seen, &error);

        g_assert_no_error(error);
        g_assert_cmpuint(seen, ==, length);
        g_assert_cmpint(memcmp(text, expected, length), ==, 0);
        g_assert_cmpint(text[seen], ==, '\0');
}

static void assert_unread(const char *path, gsize most, const char *complaint) {
        GError *error = NULL;

        g_assert_null(tck_file_read(path, most, NULL, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, complaint);
}

static void test_lengths(void) {
        char *path = make_scratch("file");
        g_autofree char *large = g_strnfill(1 << 20, 'x');

        g_assert_true(g_file_set_contents(path, "", 0, NULL));
        assert_read(path, 0, "", 0);
        g_assert_true(g_file_set_contents(path, "a\0b", 3, NULL));
        assert_read(path, 3, "a\0b", 3);
        assert_read(path, 4, "a\0b", 3);
        assert_unread(path, 2, "more than 2 bytes");
        g_assert_true(g_file_set_contents(path, large, 1 << 20, NULL));
        assert_read(path, 1 << 20, large, 1 << 20);
        assert_unread(path, (1 << 20) - 1, path);
        remove_scratch(path);
}

static void test_pipe(void) {
        g_autofree char *path = NULL;
        int ends[2];

        make_pipe(ends);
        path = g_strdup_printf("/proc/self/fd/%d", ends[0]);
        g_assert_cmpint(write(ends[1], "through", 7), ==, 7);
        close(ends[1]);
        assert_read(path, 100, "through", 7);
        close(ends[0]);
}

static void test_endless(void) {
        assert_unread("/dev/zero", 1 << 20, "more than 1048576 bytes");
}

static void test_unreadable(void) {
        assert_unread("/nonexistent/file", 100, g_strerror(ENOENT));
        assert_unread("/", 100, g_strerror(EISDIR));
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/file/lengths", test_lengths);
        g_test_add_func("/file/pipe", test_pipe);
        g_test_add_func("/file/endless", test_endless);
        g_test_add_func("/file/unreadable", test_unreadable);
        return g_test_run();
}
