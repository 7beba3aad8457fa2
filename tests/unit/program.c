/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that are printed to be copied: how a shell parses their words, and how they name this program. */
#include "program.h"

#include <stdio.h>
#include <string.h>

#include "common.h"

static const char *const words[] = {
        "plain",
        "/a/b-c_d.e,f:g@h%i+j=k",
        "",
        "two words",
        "it's",
        "\"quoted\"",
        "$HOME `id` \\ ! ~ # * ? [a]",
        "~",
        "a;b&c|d<e>f(g){h}",
        "-n",
        "tab\there",
        "two\nlines",
        "\033[2J it's \\ 'x'",
        "\001",
        "r\303\244ume",
        "\377\376",
        "r\303\244\nme",
        "=ls",
        "a\\",
};

/* The argument that the shell passes to a program for this word. */
static char *through_shell(const char *shell, const char *word) {
        g_autoptr(GString) command = g_string_new("printf %s.");
        const char *argv[] = {shell, "-c", NULL, NULL};
        g_autofree char *out = NULL;

        tck_shell_append(command, word);
        argv[2] = command->str;
        g_assert_true(
                g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL, NULL));
        g_assert_true(g_str_has_suffix(out, "."));
        out[strlen(out) - 1] = '\0';
        return g_steal_pointer(&out);
}

static void test_words(void) {
        for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
                g_autofree char *seen = through_shell("bash", words[i]), *word = tck_shell_word(words[i]);

                g_assert_cmpstr(seen, ==, words[i]);
                g_assert_true(g_utf8_validate(word, -1, NULL));
                for (const char *p = word; *p; p = g_utf8_next_char(p))
                        g_assert_true(g_unichar_isprint(g_utf8_get_char(p)));
        }
}

/* Words without control characters work in every shell. */
static void test_words_plain(void) {
        for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
                g_autofree char *word = tck_shell_word(words[i]), *seen = NULL;

                if (g_str_has_prefix(word, "$'"))
                        continue;
                seen = through_shell("sh", words[i]);
                g_assert_cmpstr(seen, ==, words[i]);
        }
}

static void test_safe(void) {
        g_autofree char *path = tck_shell_word("/a/b-c_d.e"), *blank = tck_shell_word("a b"),
                        *none = tck_shell_word("");

        g_assert_cmpstr(path, ==, "/a/b-c_d.e");
        g_assert_cmpstr(blank, ==, "'a b'");
        g_assert_cmpstr(none, ==, "''");
}

/* ---- the program ---- */

static void assert_command(const char *argv0, const char *launcher, const char *expected) {
        g_autofree char *command = NULL;

        if (launcher)
                g_setenv("TCK_LAUNCHER", launcher, TRUE);
        tck_program_set(argv0);
        command = tck_program_command();
        g_unsetenv("TCK_LAUNCHER");
        g_assert_cmpstr(command, ==, expected);
}

static void test_program(void) {
        g_autofree char *self = g_file_read_link("/proc/self/exe", NULL), *quoted = tck_shell_word(self);

        g_unsetenv("TCK_LAUNCHER");
        assert_command(NULL, NULL, "pvpanic-tck");
        assert_command("", NULL, "pvpanic-tck");
        assert_command("build/pvpanic-tck", NULL, "build/pvpanic-tck");
        assert_command("/my tools/pvpanic-tck", NULL, "'/my tools/pvpanic-tck'");
        assert_command("sh", NULL, "sh");
        assert_command("a-name-that-no-path-has", NULL, quoted);
        assert_command("./tck", "/x/with-libvirt", "/x/with-libvirt ./tck");
        assert_command("./tck", "/x/private-libvirtd\n/my dir\n/x/with-libvirt",
                       "/x/private-libvirtd '/my dir' /x/with-libvirt ./tck");
}

/* The path of the loader that this test was started by. */
static char *find_loader(void) {
        g_autofree char *maps = NULL;
        g_auto(GStrv) lines = NULL;

        g_assert_true(g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
        lines = g_strsplit(maps, "\n", -1);
        for (char **line = lines; *line; line++)
                if (strstr(*line, "/ld-"))
                        return g_strdup(strchr(*line, '/'));
        return NULL;
}

static void test_file(void) {
        g_autofree char *self = g_file_read_link("/proc/self/exe", NULL), *file = tck_program_file(NULL),
                        *loader = find_loader(), *out = NULL;
        const char *argv[] = {loader, self, "--file", NULL};

        g_assert_cmpstr(file, ==, self);
        g_assert_nonnull(loader);
        g_assert_true(g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL, NULL));
        g_assert_cmpstr(out, ==, self);
}

int main(int argc, char **argv) {
        if (argc == 2 && g_str_equal(argv[1], "--file")) {
                g_autofree char *file = tck_program_file(NULL);

                printf("%s", file);
                return 0;
        }
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/program/words", test_words);
        g_test_add_func("/program/words-of-every-shell", test_words_plain);
        g_test_add_func("/program/safe", test_safe);
        g_test_add_func("/program/command", test_program);
        g_test_add_func("/program/file", test_file);
        return g_test_run();
}
