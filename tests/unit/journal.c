/* SPDX-License-Identifier: BSD-2-Clause */
/* Journals: the form of their lines, and that each failure to write one is reported. */
#include "journal.h"

#include <json-glib/json-glib.h>
#include <locale.h>
#include <sys/resource.h>

#include "common.h"

static TckJournal *create(const char *path) {
        GError *error = NULL;
        TckJournal *journal = tck_journal_create("/", path, &error);

        g_assert_no_error(error);
        g_assert_nonnull(journal);
        return journal;
}

static void assert_flushed(TckJournal *journal) {
        GError *error = NULL;
        gboolean good = tck_journal_flush(journal, &error);

        g_assert_no_error(error);
        g_assert_true(good);
}

static void test_text(void) {
        char *path = make_scratch("wire.log");
        g_autoptr(TckJournal) journal = create(path);
        g_auto(GStrv) lines = NULL;

        tck_journal_text(journal, '>', "0x1 in 1 0x505");
        tck_journal_text(journal, '!', "");
        assert_flushed(journal);

        lines = read_lines(path);
        g_assert_cmpuint(g_strv_length(lines), ==, 2);
        g_assert_true(g_regex_match_simple("^0\\.[0-9]{6} > 0x1 in 1 0x505$", lines[0], 0, 0));
        g_assert_true(g_regex_match_simple("^0\\.[0-9]{6} ! $", lines[1], 0, 0));
        g_assert_cmpfloat(g_ascii_strtod(lines[0], NULL), <=, g_ascii_strtod(lines[1], NULL));
        remove_scratch(path);
}

/* JSON has no decimal comma, in any locale. */
static void check_json(void) {
        char *path = make_scratch("qmp.jsonl");
        g_autoptr(TckJournal) journal = create(path);
        g_autoptr(JsonParser) parser = json_parser_new();
        g_auto(GStrv) lines = NULL;
        JsonObject *object;
        GError *error = NULL;

        tck_journal_json(journal, "\"<\":{\"return\":{}}");
        assert_flushed(journal);
        lines = read_lines(path);
        g_assert_cmpuint(g_strv_length(lines), ==, 1);
        json_parser_load_from_data(parser, lines[0], -1, &error);
        g_assert_no_error(error);
        object = json_node_get_object(json_parser_get_root(parser));
        g_assert_cmpuint(json_object_get_size(object), ==, 2);
        g_assert_cmpfloat(json_object_get_double_member(object, "t"), >=, 0);
        g_assert_cmpfloat(json_object_get_double_member(object, "t"), <, PATIENCE);
        g_assert_true(json_object_has_member(json_object_get_object_member(object, "<"), "return"));
        remove_scratch(path);
}

static void test_json(void) {
        check_json();
}

static void run(const char *const *argv) {
        g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                     NULL, NULL, NULL);
}

/* Any locale may be missing, so the test makes one with a decimal comma. */
static gboolean set_decimal_comma(const char *directory) {
        g_autofree char *source = g_build_filename(directory, "source", NULL);
        g_autofree char *locale = g_build_filename(directory, "comma", NULL);
        const char *const argv[] = {"localedef", "-c", "-i", source, locale, NULL};

        g_assert_true(g_file_set_contents(
                source, "LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \"\"\ngrouping -1\nEND LC_NUMERIC\n", -1,
                NULL));
        run(argv);
        g_setenv("LOCPATH", directory, TRUE);
        return setlocale(LC_NUMERIC, "comma") != NULL;
}

static void test_decimal_comma(void) {
        char *directory = g_dir_make_tmp("pvpanic-tck-unit-XXXXXX", NULL);

        if (set_decimal_comma(directory)) {
                g_autofree char *half = g_strdup_printf("%.1f", 0.5);

                g_assert_cmpstr(half, ==, "0,5");
                check_json();
                setlocale(LC_NUMERIC, "C");
        } else {
                g_test_skip("localedef cannot make a locale with a decimal comma");
        }
        remove_tree(directory);
}

static void test_flushed_as_it_goes(void) {
        char *path = make_scratch("wire.log");
        g_autoptr(TckJournal) journal = create(path);

        for (guint i = 1; i <= 3; i++) {
                g_auto(GStrv) lines = NULL;

                tck_journal_text(journal, '<', "0x1 ok");
                assert_flushed(journal);
                lines = read_lines(path);
                g_assert_cmpuint(g_strv_length(lines), ==, i);
        }
        remove_scratch(path);
}

/* A journal of an earlier run is not evidence of this one. */
static void test_begins_empty(void) {
        char *path = make_scratch("wire.log");
        g_autoptr(TckJournal) first = create(path);
        g_autoptr(TckJournal) second = NULL;
        g_autofree char *text = NULL;

        tck_journal_text(first, '<', "0x1 ok");
        assert_flushed(first);
        second = create(path);
        g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
        g_assert_cmpstr(text, ==, "");
        remove_scratch(path);
}

static void test_full_disk(void) {
        g_autoptr(TckJournal) journal = create("/dev/full");
        GError *error = NULL;

        assert_flushed(journal);
        tck_journal_text(journal, '<', "0x1 ok");
        g_assert_false(tck_journal_flush(journal, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "/dev/full");
        /* The failure is reported again. */
        g_assert_false(tck_journal_flush(journal, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, g_strerror(ENOSPC));
}

/* More than any buffer holds, so that a write fails before the flush. */
static void test_full_disk_early(void) {
        g_autoptr(TckJournal) journal = create("/dev/full");
        g_autofree char *text = g_strnfill(1 << 20, 'x');
        GError *error = NULL;

        tck_journal_text(journal, '<', text);
        tck_journal_json(journal, "\"<\":{}");
        g_assert_false(tck_journal_flush(journal, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, g_strerror(ENOSPC));
}

/* It remains a failure when there is space again, because lines were lost. */
static void test_full_for_a_while(void) {
        void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
        g_autofree char *text = g_strnfill(1 << 20, 'x');
        char *path = make_scratch("wire.log");
        g_autoptr(TckJournal) journal = create(path);
        struct rlimit limit, small;
        GError *error = NULL;

        getrlimit(RLIMIT_FSIZE, &limit);
        small = (struct rlimit){4096, limit.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        tck_journal_text(journal, '<', text);
        setrlimit(RLIMIT_FSIZE, &limit);
        tck_journal_text(journal, '<', "0x1 ok");
        g_assert_false(tck_journal_flush(journal, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, g_strerror(EFBIG));
        remove_scratch(path);
        signal(SIGXFSZ, before);
}

/* A peer that never stops sending does not fill the disk, and the journal says that lines were left out. */
static void test_endless(void) {
        g_autoptr(TckJournal) journal = create("/dev/null");
        g_autofree char *text = g_strnfill(16 << 20, 'x');
        GError *error = NULL;

        for (guint i = 0; i < 16; i++)
                tck_journal_text(journal, '<', text);
        assert_flushed(journal);
        tck_journal_json(journal, "\"<\":{}");
        g_assert_false(tck_journal_flush(journal, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, g_strerror(EFBIG));
}

static void test_unwritable(void) {
        GError *error = NULL;

        g_assert_null(tck_journal_create("/nonexistent/results", "wire.log", &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "/nonexistent/results/wire.log");
        g_assert_null(tck_journal_create("/", "dev", &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, g_strerror(EISDIR));
        tck_journal_close(NULL);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/journal/text", test_text);
        g_test_add_func("/journal/json", test_json);
        g_test_add_func("/journal/decimal-comma", test_decimal_comma);
        g_test_add_func("/journal/flushed-as-it-goes", test_flushed_as_it_goes);
        g_test_add_func("/journal/begins-empty", test_begins_empty);
        g_test_add_func("/journal/full-disk", test_full_disk);
        g_test_add_func("/journal/full-disk-early", test_full_disk_early);
        g_test_add_func("/journal/full-for-a-while", test_full_for_a_while);
        g_test_add_func("/journal/endless", test_endless);
        g_test_add_func("/journal/unwritable", test_unwritable);
        return g_test_run();
}
