/* SPDX-License-Identifier: BSD-2-Clause */
#include "program.h"

#include <stddef.h>
#include <string.h>

#include "commit.h"
#include "error.h"

static const char installed_name[] = "pvpanic-tck";

static char *program;

/* A line of proc_pid_maps(5): "55d0c2a00000-55d0c2a21000 r--p 00000000 fe:00 1234    /usr/bin/pvpanic-tck". */
static gboolean maps_address(const char *line, guint64 address) {
        char *rest;
        guint64 begin = g_ascii_strtoull(line, &rest, 16),
                end = *rest == '-' ? g_ascii_strtoull(rest + 1, NULL, 16) : 0;

        return begin <= address && address < end;
}

/* /proc/self/exe would be the loader if a command line begins with one. */
char *tck_program_file(GError **error) {
        g_autofree char *maps = NULL;
        g_auto(GStrv) lines = NULL;

        if (!g_file_get_contents("/proc/self/maps", &maps, NULL, error))
                return NULL;
        lines = g_strsplit(maps, "\n", -1);
        for (char **line = lines; *line; line++) {
                const char *path = strchr(*line, '/');

                if (path && maps_address(*line, (guintptr) tck_program_file))
                        return g_strdup(path);
        }
        tck_error_set(error, TCK_ERROR_ENVIRONMENT, "/proc/self/maps does not name the file of this program");
        return NULL;
}

void tck_program_set(const char *argv0) {
        g_free(program);
        program = g_strdup(argv0);
}

/* The shell looks for a name without a slash in PATH: if it is not there, the path of the executable is used. */
static char *program_path(void) {
        g_autofree char *found = NULL;

        if (!program || !*program)
                return g_strdup(installed_name);
        found = strchr(program, '/') ? g_strdup(program) : g_find_program_in_path(program);
        if (found)
                return g_strdup(program);
        found = tck_program_file(NULL);
        return found ? g_steal_pointer(&found) : g_strdup(installed_name);
}

char *tck_program_command(void) {
        const char *launcher = g_getenv("TCK_LAUNCHER");
        g_auto(GStrv) words = g_strsplit(launcher ? launcher : "", "\n", -1);
        g_autofree char *path = program_path();
        g_autoptr(GString) command = g_string_new(NULL);

        for (char **word = words; *word; word++)
                if (**word)
                        tck_shell_append(command, *word);
        tck_shell_append(command, path);
        return g_strdup(command->str + 1);
}

static gboolean is_safe(char c) {
        return g_ascii_isalnum(c) || strchr("_@%+=:,./-", c);
}

static gboolean has_controls(const char *word) {
        if (!g_utf8_validate(word, -1, NULL))
                return TRUE;
        for (; *word; word = g_utf8_next_char(word))
                if (!g_unichar_isprint(g_utf8_get_char(word)))
                        return TRUE;
        return FALSE;
}

/* Escapes bytes beyond ASCII too: whether they are printable depends on the reader's locale. */
static char *escape(const char *word) {
        GString *out = g_string_new("$'");

        for (; *word; word++)
                if (*word == '\'' || *word == '\\')
                        g_string_append_printf(out, "\\%c", *word);
                else if (g_ascii_isprint(*word))
                        g_string_append_c(out, *word);
                else
                        g_string_append_printf(out, "\\%03o", (guint8) *word);
        g_string_append_c(out, '\'');
        return g_string_free(out, FALSE);
}

char *tck_shell_word(const char *word) {
        const char *p = word;

        while (*p && is_safe(*p))
                p++;
        if (*word && !*p)
                return g_strdup(word);
        return has_controls(word) ? escape(word) : g_shell_quote(word);
}

void tck_shell_append(GString *command, const char *word) {
        g_autofree char *quoted = tck_shell_word(word);

        g_string_append_printf(command, " %s", quoted);
}

gboolean tck_shell_save(const char *directory, const char *const *words, GError **error) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *path = g_build_filename(directory, "command-line", NULL);

        for (; *words; words++)
                tck_shell_append(text, *words);
        g_string_append_c(text, '\n');
        return g_file_set_contents_full(path, text->str + 1, (gssize) text->len - 1, G_FILE_SET_CONTENTS_NONE, 0644,
                                        error);
}

void tck_argv_add(GPtrArray *argv, const char *word) {
        g_ptr_array_add(argv, g_strdup(word));
}

void tck_argv_add_option(GPtrArray *argv, const char *option, const char *format, ...) {
        va_list list;

        tck_argv_add(argv, option);
        va_start(list, format);
        g_ptr_array_add(argv, g_strdup_vprintf(format, list));
        va_end(list);
}

/* ---- which build of the kit it is ---- */

const char *tck_version_commit(void) {
        static const char commit[] = TCK_COMMIT;

        return *commit ? commit : NULL;
}

const char *tck_version_acpica(void) {
        return *TCK_ACPICA ? TCK_ACPICA : NULL;
}
