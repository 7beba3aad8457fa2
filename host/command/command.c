/* SPDX-License-Identifier: BSD-2-Clause */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>

#include "man_page.h"
#include "program.h"

int tck_command_complain(int status, const char *format, ...) {
        va_list list;

        fputs("pvpanic-tck: ", stderr);
        va_start(list, format);
        vfprintf(stderr, format, list);
        va_end(list);
        fputc('\n', stderr);
        return status;
}

static gboolean is_short_option(const GOptionEntry *entries, char letter) {
        while (entries->long_name && entries->short_name != letter)
                entries++;
        return entries->long_name != NULL;
}

/* Splits "-j2" into "-j 2", which GLib does not do. The words are kept, because there is only one command line. */
static char **part_numbers(const GOptionEntry *entries, int *argc, char **argv) {
        static GPtrArray *words;

        words = g_ptr_array_new();
        for (int i = 0; i < *argc; i++) {
                gboolean both =
                        argv[i][0] == '-' && is_short_option(entries, argv[i][1]) && g_ascii_isdigit(argv[i][2]);
                g_autofree char *option = both ? g_strndup(argv[i], 2) : NULL;

                if (both)
                        g_ptr_array_add(words, (char *) g_intern_string(option));
                g_ptr_array_add(words, argv[i] + (both ? 2 : 0));
        }
        *argc = (int) words->len;
        g_ptr_array_add(words, NULL);
        return (char **) words->pdata;
}

static void add_given(GString *text, const char *name, const char *value) {
        g_string_append_printf(text, " --%s", name);
        if (value)
                tck_shell_append(text, value);
}

static void add_entry(GString *text, const GOptionEntry *entry) {
        const gboolean *flag = entry->arg_data;
        char *const *value = entry->arg_data, **const *list = entry->arg_data;

        switch (entry->arg) {
        case G_OPTION_ARG_NONE:
                if (*flag)
                        add_given(text, entry->long_name, NULL);
                break;
        case G_OPTION_ARG_STRING:
        case G_OPTION_ARG_FILENAME:
                if (*value)
                        add_given(text, entry->long_name, *value);
                break;
        case G_OPTION_ARG_STRING_ARRAY:
        case G_OPTION_ARG_FILENAME_ARRAY:
                for (char **one = *list; one && *one; one++)
                        add_given(text, entry->long_name, *one);
                break;
        default:
                g_error("--%s: an option of an unexpected type", entry->long_name);
        }
}

char *tck_command_given(const GOptionEntry *entries, const char *const *except) {
        g_autoptr(GString) text = g_string_new(NULL);

        for (; entries->long_name; entries++)
                if (!g_strv_contains(except, entries->long_name))
                        add_entry(text, entries);
        return g_strdup(text->str);
}

/* The pages and completions that `make` writes: `pvpanic-tck run --man`, and `--words`. */
static void print_manual(const char *form, const TckManual *manual) {
        if (g_str_equal(form, "--man"))
                tck_manual_print(manual);
        else if (g_str_equal(form, "--words"))
                tck_manual_print_options(manual);
        else
                return;
        exit(fflush(stdout) == 0 ? 0 : TCK_EXIT_ERROR);
}

gboolean tck_command_parse(int *argc, char ***argv, const char *arguments, const char *summary, const char *description,
                           const GOptionEntry *entries) {
        g_autofree char *name = g_strdup((*argv)[0]);
        g_autofree char *usage = g_strdup_printf("pvpanic-tck %s", name);
        g_autoptr(GOptionContext) context = g_option_context_new(arguments);
        g_autoptr(GError) error = NULL;

        if (*argc == 2)
                print_manual((*argv)[1], &(TckManual){.name = name,
                                                      .arguments = arguments,
                                                      .summary = summary,
                                                      .description = description,
                                                      .entries = entries});
        *argv = part_numbers(entries, argc, *argv);
        g_set_prgname(usage);
        g_option_context_set_summary(context, summary);
        g_option_context_set_description(context, description);
        g_option_context_add_main_entries(context, entries, NULL);
        if (g_option_context_parse(context, argc, argv, &error))
                return TRUE;
        tck_command_complain(TCK_EXIT_USAGE, "%s; see `pvpanic-tck %s --help`", error->message, name);
        return FALSE;
}
