/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists and walks of folders: in order, complete or an error. */
#include "folder.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "common.h"

/* Makes a folder with these files, separated by spaces. Free with remove_tree(). */
static char *make_tree(const char *paths) {
        g_auto(GStrv) list = g_strsplit(paths, " ", -1);
        GError *error = NULL;
        char *root = g_dir_make_tmp("tck-folder-XXXXXX", &error);

        g_assert_no_error(error);
        for (char **path = list; *path && **path; path++)
                put_file(root, *path, "");
        return root;
}

static gboolean add_path(gpointer data, const char *path, G_GNUC_UNUSED GError **error) {
        g_string_append_printf(data, "%s%s", *((GString *) data)->str ? " " : "", path);
        return TRUE;
}

static void assert_walk(const char *root, const char *expected) {
        g_autoptr(GString) seen = g_string_new(NULL);
        GError *error = NULL;

        g_assert_true(tck_folder_walk(root, add_path, seen, &error));
        g_assert_no_error(error);
        g_assert_cmpstr(seen->str, ==, expected);
}

static void assert_no_walk(const char *root, const char *complaint) {
        g_autoptr(GString) seen = g_string_new(NULL);
        GError *error = NULL;

        g_assert_false(tck_folder_walk(root, add_path, seen, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, complaint);
}

static void test_names(void) {
        char *root = make_tree("c a b/d");
        g_autofree char *file = g_build_filename(root, "a", NULL);
        g_autoptr(GPtrArray) names = tck_folder_names(root, 3, NULL);
        GError *error = NULL;

        g_assert_cmpuint(names->len, ==, 3);
        g_assert_cmpstr(names->pdata[0], ==, "a");
        g_assert_cmpstr(names->pdata[1], ==, "b");
        g_assert_cmpstr(names->pdata[2], ==, "c");
        g_assert_null(tck_folder_names(root, 2, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "has more than 2 names");
        g_assert_null(tck_folder_names(file, 2, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, g_strerror(ENOTDIR));
        remove_tree(root);
}

static void test_walk(void) {
        char *root = make_tree("b/z b/a/y c a .hidden");
        g_autofree char *link = g_build_filename(root, "link", NULL), *fifo = g_build_filename(root, "fifo", NULL);

        g_assert_cmpint(symlink("/etc", link), ==, 0);
        g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
        assert_walk(root, ".hidden a b/a/y b/z c");
        remove_tree(root);
}

static void test_depth(void) {
        char *root = make_tree("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/file");
        g_autofree char *deeper = g_build_filename(root, "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", NULL);

        assert_walk(root, "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/file");
        g_assert_true(tck_make_folder(deeper, 0755, NULL));
        assert_no_walk(root, "more than 16 folders below");
        remove_tree(root);
}

static gboolean refuse_b(G_GNUC_UNUSED gpointer data, const char *path, GError **error) {
        return !g_str_equal(path, "b") || tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s is refused", path);
}

static void test_errors(void) {
        char *root = make_tree("a b c");
        GError *error = NULL;

        assert_no_walk("/nonexistent", g_strerror(ENOENT));
        g_assert_false(tck_folder_walk(root, refuse_b, NULL, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "b is refused");
        remove_tree(root);
}

/* A file that is removed in the middle of a walk, as a temporary one is, is not an error. */
static gboolean remove_b(gpointer data, const char *path, G_GNUC_UNUSED GError **error) {
        g_autofree char *other = g_build_filename(data, "b", NULL);

        g_assert_cmpstr(path, !=, "b");
        g_unlink(other);
        return TRUE;
}

static void test_removed(void) {
        char *root = make_tree("a b c");
        GError *error = NULL;

        g_assert_true(tck_folder_walk(root, remove_b, root, &error));
        g_assert_no_error(error);
        remove_tree(root);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/folder/names", test_names);
        g_test_add_func("/folder/walk", test_walk);
        g_test_add_func("/folder/depth", test_depth);
        g_test_add_func("/folder/errors", test_errors);
        g_test_add_func("/folder/removed", test_removed);
        return g_test_run();
}
