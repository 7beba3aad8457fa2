/* SPDX-License-Identifier: BSD-2-Clause */
/* Manual pages and completions, from the same tables and texts as --help. */
#pragma once

#include <glib.h>

typedef struct {
        const char *name;        /* "run" */
        const char *arguments;   /* "[PATTERN…]" */
        const char *summary;     /* as --help prints it */
        const char *description; /* the same; NULL if there is none */
        const GOptionEntry *entries;
} TckManual;

/* Prints the command's page, pvpanic-tck-NAME(1), as mdoc(7). */
void tck_manual_print(const TckManual *manual);

/* Prints the command's options for a completion, one in each line: the long name, and its value's name or nothing. */
void tck_manual_print_options(const TckManual *manual);

/* Prints pvpanic-tck(1); the pairs are each command's name and summary, up to a NULL. */
void tck_manual_print_main(const char *summary, const char *const *commands);
