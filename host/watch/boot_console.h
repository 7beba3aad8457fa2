/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file that a guest's console is written to, and where in it the guest's last boot begins.
 */
#pragma once

#include "console_parser.h"

enum { TCK_MARK_BYTES = 64 };

typedef struct {
        char *path;   /* NULL if there is no console */
        guint64 boot; /* where the last boot begins, as far as that is known */
        guint64 seen; /* as far as tck_boot_console_has_grown() has looked */

        TckConsoleParser *parser; /* what it tells so far; NULL if it has not been read yet */
        guint64 read;             /* as far as that has been given it */

        /* Of the hypervisor before: where its console ended, and with which bytes; 0 if that is not known. */
        guint64 mark;
        char mark_bytes[TCK_MARK_BYTES];
} TckBootConsole;

/* Another file from now on; NULL: none. */
void tck_boot_console_set_path(TckBootConsole *console, const char *path);

/* A hypervisor has ended. */
void tck_boot_console_end(TckBootConsole *console);

/* A hypervisor has begun: most write the file anew, some append to it. */
void tck_boot_console_begin(TckBootConsole *console);

/* The guest boots once more. */
void tck_boot_console_reset(TckBootConsole *console);

/* Whether there is more on it than at the last call. */
gboolean tck_boot_console_has_grown(TckBootConsole *console);

/* How the last boot failed, as far as it tells; NULL if it does not. Free with tck_oops_free(). */
TckOops *tck_boot_console_oops(TckBootConsole *console);
