/* SPDX-License-Identifier: BSD-2-Clause */
#include "man_page.h"

#include <stdio.h>
#include <string.h>

#include "program.h"

enum { LINE_MAX_BYTES = 78 };

static const char exit_status[] = "Exit status: ";

/* A word of a text for mdoc: a backslash is a control character, and a point or an apostrophe is one at the beginning of a line. */
static gsize print_escaped(const char *word, gboolean first) {
        gsize length = strlen(word);

        if (first && (*word == '.' || *word == '\'')) {
                fputs("\\&", stdout);
                length += 2;
        }
        for (; *word; word++)
                fputs(*word == '\\' ? "\\e" : (char[]){*word, '\0'}, stdout);
        return length;
}

/* Words in lines of the source that are short, with a new line after each sentence, as mandoc wants them. */
static void print_text(const char *text) {
        g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
        gsize column = 0;

        for (char **word = words; *word; word++) {
                gboolean ends = g_str_has_suffix(*word, ".") && word[1] && g_ascii_isupper(*word[1]);

                if (!**word)
                        continue;
                if (column && column + 1 + strlen(*word) > LINE_MAX_BYTES) {
                        putchar('\n');
                        column = 0;
                }
                if (column) {
                        putchar(' ');
                        column++;
                }
                column += print_escaped(*word, column == 0);
                if (ends) {
                        putchar('\n');
                        column = 0;
                }
        }
        if (column)
                putchar('\n');
}

/* A word as an argument of a macro, which would otherwise be called if it has a macro's name, or be punctuation. */
static void print_word(const char *word) {
        fputs(" \"", stdout);
        for (const char *p = word; *p; p++)
                fputs(*p == '"' ? "\\(dq" : *p == '\\' ? "\\e" : *p == '-' ? "\\-" : (char[]){*p, '\0'}, stdout);
        putchar('"');
}

/* Paragraphs, which an empty line separates; those about the exit status, or the others. */
static void print_paragraphs(const char *text, gboolean about_status) {
        g_auto(GStrv) paragraphs = g_strsplit(text ? text : "", "\n\n", -1);
        gboolean first = TRUE;

        for (char **one = paragraphs; *one; one++) {
                gboolean status = g_str_has_prefix(*one, exit_status);

                if (status != about_status || !**one)
                        continue;
                if (!first)
                        puts(".Pp");
                first = FALSE;
                print_text(status ? *one + strlen(exit_status) : *one);
        }
}

/* The first sentence, without its point and with a small letter: a page's one-line description is no sentence. Free with g_free(). */
static char *describe(const char *summary) {
        g_auto(GStrv) lines = g_strsplit(summary, "\n", -1);
        char *text = g_strjoinv(" ", lines), *end = strstr(text, ". ");

        if (!end && g_str_has_suffix(text, "."))
                end = text + strlen(text) - 1;
        if (end)
                *end = '\0';
        *text = g_ascii_tolower(*text);
        return text;
}

static void print_head(const char *title, const char *summary) {
        g_autofree char *upper = g_ascii_strup(title, -1), *description = describe(summary);

        printf(".Dd " TCK_DATE "\n.Dt %s 1\n.Os\n.Sh NAME\n.Nm %s\n.Nd ", upper, title);
        print_text(description);
}

static void print_option(const GOptionEntry *entry) {
        if (entry->flags & G_OPTION_FLAG_HIDDEN)
                return;
        fputs(".It", stdout);
        if (entry->short_name)
                printf(" Fl %c ,", entry->short_name);
        printf(" Fl \\-%s", entry->long_name);
        if (entry->arg_description) {
                fputs(" Ns = Ns Ar", stdout);
                print_word(entry->arg_description);
        }
        putchar('\n');
        print_text(entry->description ? entry->description : "");
}

static void print_options(const GOptionEntry *entries) {
        if (!entries->long_name)
                return;
        puts(".Pp\nThe options are:\n.Bl -tag -width Ds");
        for (; entries->long_name; entries++)
                print_option(entries);
        puts(".El");
}

void tck_manual_print(const TckManual *manual) {
        g_autofree char *title = g_strdup_printf("pvpanic-tck-%s", manual->name);

        print_head(title, manual->summary);
        printf(".Sh SYNOPSIS\n.Nm pvpanic-tck %s\n.Op Ar OPTION…\n", manual->name);
        if (*manual->arguments) {
                fputs(".Ar", stdout);
                print_word(manual->arguments);
                putchar('\n');
        }
        puts(".Sh DESCRIPTION");
        print_text(manual->summary);
        if (manual->description && !g_str_has_prefix(manual->description, exit_status)) {
                puts(".Pp");
                print_paragraphs(manual->description, FALSE);
        }
        print_options(manual->entries);
        if (manual->description && strstr(manual->description, exit_status)) {
                puts(".Sh EXIT STATUS");
                print_paragraphs(manual->description, TRUE);
        }
        puts(".Sh SEE ALSO\n.Xr pvpanic-tck 1");
}

void tck_manual_print_options(const TckManual *manual) {
        for (const GOptionEntry *entry = manual->entries; entry->long_name; entry++)
                if (!(entry->flags & G_OPTION_FLAG_HIDDEN))
                        printf("--%s %s\n", entry->long_name, entry->arg_description ? entry->arg_description : "");
}

static void print_references(const char *const *commands) {
        g_autoptr(GList) names = NULL;

        for (const char *const *one = commands; *one; one += 2)
                names = g_list_prepend(names, (gpointer) *one);
        names = g_list_sort(names, (GCompareFunc) strcmp);
        for (GList *name = names; name; name = name->next)
                printf(".Xr pvpanic-tck-%s 1%s\n", (const char *) name->data, name->next ? " ," : "");
}

void tck_manual_print_main(const char *summary, const char *const *commands) {
        print_head("pvpanic-tck", "checks how a guest's crash reaches its host");
        puts(".Sh SYNOPSIS\n.Nm\n.Ar COMMAND\n.Op Ar OPTION…\n.Nm\n.Fl \\-help | \\-version\n.Sh DESCRIPTION");
        print_text(summary);
        puts(".Pp\nThe commands are:\n.Bl -tag -width Ds");
        for (const char *const *one = commands; *one; one += 2) {
                printf(".It Xr pvpanic-tck-%s 1\n", one[0]);
                print_text(one[1]);
        }
        puts(".El\n"
             ".Sh ENVIRONMENT\n.Bl -tag -width Ds\n"
             ".It Ev XDG_CACHE_HOME\n"
             "The folder for the lab, its kernel, and programs that were fetched\n"
             ".Pq Pa ~/.cache .\n"
             ".El\n"
             ".Sh EXIT STATUS\n"
             "0 if all conforms, 1 if something does not, 2 for a usage error,\n"
             "3 if the kit or its surroundings broke, 77 if everything was skipped.\n"
             ".Sh SEE ALSO");
        print_references(commands);
}
