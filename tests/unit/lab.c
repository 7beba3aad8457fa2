/* SPDX-License-Identifier: BSD-2-Clause */
/* The lab: the archives that it is made of, and the files and messages that it sends. */
#include "common.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "file.h"
#include "lab_cpio.h"
#include "lab_files.h"
#include "arch.h"
#include "lab_message.h"

typedef struct {
        char *folder;
} Place;

static void set_up(Place *place, G_GNUC_UNUSED gconstpointer data) {
        place->folder = g_dir_make_tmp("lab-XXXXXX", NULL);
        g_assert_nonnull(place->folder);
}

static void tear_down(Place *place, G_GNUC_UNUSED gconstpointer data) {
        remove_tree(place->folder);
}

/* ---- archives ---- */

static void write_archive(const Place *place, const TckCpio *cpio, const char *name) {
        g_autofree char *path = g_build_filename(place->folder, name, NULL);
        g_auto(TckFd) fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
        GError *error = NULL;

        g_assert_cmpint(fd, >=, 0);
        g_assert_true(tck_cpio_write(cpio, fd, &error));
        g_assert_no_error(error);
}

static char *run(const Place *place, const char *command) {
        const char *const argv[] = {"sh", "-c", command, NULL};
        char *output = NULL;
        int status = 0;

        g_assert_true(g_spawn_sync(place->folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL,
                                   &status, NULL));
        g_assert_cmpint(status, ==, 0);
        return output;
}

/* Another program can read the archive, and the order in which files were added makes no difference. */
static void test_archive(Place *place, G_GNUC_UNUSED gconstpointer data) {
        g_autofree char *from = g_build_filename(place->folder, "from", NULL);
        g_autoptr(TckCpio) one = tck_cpio_new(), other = tck_cpio_new();
        g_autofree char *names = NULL, *content = NULL, *text = NULL;

        g_assert_true(g_file_set_contents(from, "12345", 5, NULL));
        tck_cpio_add_file(one, "/usr/lib/file", from, TRUE);
        tck_cpio_add_text(one, "/init", "text\n", TRUE);
        tck_cpio_add_link(one, "/usr/lib/link", "file");
        tck_cpio_add_folder(other, "usr");
        tck_cpio_add_link(other, "/usr/lib/link", "file");
        tck_cpio_add_text(other, "/init", "text\n", TRUE);
        tck_cpio_add_text(other, "/init", "comes too late\n", TRUE);
        tck_cpio_add_file(other, "/usr/lib/file", from, TRUE);
        write_archive(place, one, "one.cpio");
        write_archive(place, other, "other.cpio");
        g_free(run(place, "cmp one.cpio other.cpio"));
        names = run(place, "cpio --quiet -t <one.cpio");
        g_assert_cmpstr(names, ==, "init\nusr\nusr/lib\nusr/lib/file\nusr/lib/link\n");
        content =
                run(place, "mkdir x && cd x && cpio --quiet -id <../one.cpio && cat usr/lib/link init && test -x init");
        g_assert_cmpstr(content, ==, "12345text\n");
}

static void test_digest(Place *place, G_GNUC_UNUSED gconstpointer data) {
        g_autofree char *from = g_build_filename(place->folder, "from", NULL);
        g_autoptr(TckCpio) cpio = tck_cpio_new();
        g_autofree char *before = NULL, *same = NULL, *after = NULL, *gone = NULL;
        GError *error = NULL;

        g_assert_true(g_file_set_contents(from, "12345", 5, NULL));
        tck_cpio_add_file(cpio, "/file", from, FALSE);
        before = tck_cpio_digest(cpio, &error);
        same = tck_cpio_digest(cpio, &error);
        g_assert_cmpstr(before, ==, same);
        g_assert_true(g_file_set_contents(from, "54321", 5, NULL));
        after = tck_cpio_digest(cpio, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(before, !=, after);
        g_assert_cmpint(g_unlink(from), ==, 0);
        gone = tck_cpio_digest(cpio, &error);
        g_assert_null(gone);
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "cannot read");
}

/* ---- files ---- */

static void test_paths(void) {
        static const char *const good[] = {"pc-multiboot/qmp.jsonl", "a", "pc-multiboot.2/moved/wire.log",
                                           "a/b/c/d/e/f", "x=1,y+2/z_3!"};
        static const char *const bad[] = {
                "",    "/etc/passwd", "..",   "../x",          "a/../b", "a//b",  "a/",   ".a",        "a/.b",
                "a b", "a\nb",        "a\\b", "a/b/c/d/e/f/g", "\xff",   "a/b/.", "a\"b", "a/\xc3\xa4"};
        g_autofree char *longest = g_strnfill(256, 'a');

        for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
                g_assert_true(tck_lab_path_is_plain(good[i]));
        for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
                g_assert_false(tck_lab_path_is_plain(bad[i]));
        g_assert_false(tck_lab_path_is_plain(longest));
        g_assert_true(tck_lab_path_is_plain(longest + 1));
}

static void test_files(Place *place, G_GNUC_UNUSED gconstpointer data) {
        g_autofree char *inside = g_build_filename(place->folder, "in", NULL);
        g_autofree char *path = g_build_filename(inside, "vm", "log", NULL);
        GError *error = NULL;
        g_autoptr(TckLabFiles) files = tck_lab_files_new(inside, &error);
        g_autofree char *text = NULL;

        g_assert_no_error(error);
        g_assert_true(tck_lab_files_add(files, "vm/log", 0, "", &error));
        g_assert_true(tck_lab_files_add(files, "vm/log", 0, "b25l", &error));
        g_assert_true(tck_lab_files_add(files, "vm/log", 3, "LHR3bw==", &error));
        g_assert_no_error(error);
        g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
        g_assert_cmpstr(text, ==, "one,two");
        /* No part is written twice, left out, or written to a place that the lab chooses. */
        g_assert_false(tck_lab_files_add(files, "vm/log", 0, "b25l", &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "does not follow");
        g_assert_false(tck_lab_files_add(files, "vm/log", 9, "b25l", &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "does not follow");
        g_assert_false(tck_lab_files_add(files, "vm/other", 9, "b25l", &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "does not follow");
        g_assert_false(tck_lab_files_add(files, "vm/log/below", 0, "b25l", &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "cannot write");
        g_assert_false(tck_lab_files_add(files, "vm/log", -1, "b25l", &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "does not follow");
        g_assert_false(tck_lab_files_add(files, "../evil", 0, "b25l", &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "an invalid path");
}

/* What an older run left is replaced. Existing symbolic links are not followed. */
static void test_links(Place *place, G_GNUC_UNUSED gconstpointer data) {
        g_autofree char *outside = g_build_filename(place->folder, "outside", NULL);
        g_autofree char *folder_link = g_build_filename(place->folder, "vm", NULL);
        g_autofree char *target = g_build_filename(outside, "log", NULL),
                        *log = g_build_filename(place->folder, "log", NULL);
        g_autofree char *old = NULL, *text = NULL;
        GError *error = NULL;
        g_autoptr(TckLabFiles) files = tck_lab_files_new(place->folder, &error);

        g_assert_no_error(error);
        g_assert_cmpint(mkdir(outside, 0700), ==, 0);
        g_assert_true(g_file_set_contents(target, "older", -1, NULL));
        g_assert_cmpint(symlink(outside, folder_link), ==, 0);
        g_assert_cmpint(symlink("outside/log", log), ==, 0);
        g_assert_false(tck_lab_files_add(files, "vm/log", 0, "b25l", &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "cannot write");
        g_assert_true(tck_lab_files_add(files, "log", 0, "b25l", &error));
        g_assert_true(g_file_get_contents(target, &old, NULL, NULL));
        g_assert_cmpstr(old, ==, "older");
        g_assert_false(g_file_test(log, G_FILE_TEST_IS_SYMLINK));
        g_assert_true(g_file_get_contents(log, &text, NULL, NULL));
        g_assert_cmpstr(text, ==, "one");
}

/* ---- messages ---- */

static gboolean take(const char *text, TckResult *result) {
        g_autoptr(JsonNode) node = json_from_string(text, NULL);

        g_assert_nonnull(node);
        return tck_lab_take_outcomes(json_node_get_object(node), "/run/lab", result);
}

static void test_outcomes(void) {
        static const char *const bad[] = {
                "{}",
                "{\"outcomes\": []}",
                "{\"outcomes\": [1]}",
                "{\"outcomes\": {}}",
                "{\"outcomes\": [{\"verdict\": \"GOOD\", \"duration_us\": 1}]}",
                "{\"outcomes\": [{\"verdict\": \"PASS\"}]}",
                "{\"outcomes\": [{\"verdict\": \"PASS\", \"duration_us\": -5}]}",
                "{\"outcomes\": [{\"verdict\": \"FAIL\", \"message\": \"m\", \"duration_us\": 1}]}",
                "{\"outcomes\": [{\"verdict\": \"SKIP\", \"duration_us\": 1}]}",
                "{\"outcomes\": [{\"verdict\": \"WAIVED\", \"message\": \"m\", \"duration_us\": 1}]}",
                "{\"outcomes\": [{\"verdict\": \"PASS\", \"duration_us\": 1, \"artifacts\": \"../x\"}]}",
                "{\"outcomes\": [{\"verdict\": \"PASS\", \"duration_us\": 1}, {\"verdict\": \"PASS\", \"duration_us\": "
                "1},"
                " {\"verdict\": \"PASS\", \"duration_us\": 1}]}",
        };
        static const TckCase tested = {.name = "isa/read/bits"};
        const TckVmConfig config = {.machine = "pc", .boot = tck_default_arch()->boots};

        for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
                g_autoptr(TckResult) result = tck_result_new(&tested, &config);

                g_test_message("%s", bad[i]);
                g_assert_false(take(bad[i], result));
        }
}

static void test_outcome(void) {
        static const TckCase tested = {.name = "isa/read/bits"};
        const TckVmConfig config = {.machine = "pc", .boot = tck_default_arch()->boots};
        g_autoptr(TckResult) result = tck_result_new(&tested, &config);
        const TckOutcome *outcome;

        g_assert_true(
                take("{\"outcomes\": [{\"verdict\": \"FAIL\", \"message\": \"a\\nb\\u001b[2J\", \"expected\": \"e\", "
                     "\"seen\": "
                     "\"s\", \"place\": \"p:1\", \"artifacts\": \"pc-multiboot\", \"duration_us\": 7}, {\"verdict\": "
                     "\"PASS\", \"duration_us\": 8, \"alone\": true}]}",
                     result));
        g_assert_cmpuint(result->outcomes->len, ==, 2);
        g_assert_cmpint(tck_result_verdict(result), ==, TCK_FAIL);
        outcome = result->outcomes->pdata[0];
        g_assert_cmpstr(outcome->message, ==, "a\\nb\\x1b[2J");
        g_assert_cmpstr(outcome->expected, ==, "e");
        g_assert_cmpstr(outcome->seen, ==, "s");
        g_assert_cmpstr(outcome->place, ==, "p:1");
        g_assert_cmpstr(outcome->artifacts, ==, "/run/lab/pc-multiboot");
        g_assert_cmpint(outcome->duration, ==, 7);
        g_assert_false(outcome->alone);
        outcome = result->outcomes->pdata[1];
        g_assert_null(outcome->message);
        g_assert_true(outcome->alone);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add("/lab/archive", Place, NULL, set_up, test_archive, tear_down);
        g_test_add("/lab/digest", Place, NULL, set_up, test_digest, tear_down);
        g_test_add_func("/lab/paths", test_paths);
        g_test_add("/lab/files", Place, NULL, set_up, test_files, tear_down);
        g_test_add("/lab/links", Place, NULL, set_up, test_links, tear_down);
        g_test_add_func("/lab/outcomes", test_outcomes);
        g_test_add_func("/lab/outcome", test_outcome);
        return g_test_run();
}
