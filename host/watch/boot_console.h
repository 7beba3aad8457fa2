/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file that a guest's console is written to, and the offset at which the guest's last boot begins.
 */
#pragma once

#include "console_parser.h"

enum { TCK_MARK_BYTES = 64 };

typedef struct {
        char *path;   /* NULL if there is no console */
        guint64 boot; /* the offset of the last boot, as far as it is known */
        guint64 seen; /* the size at the last tck_boot_console_has_grown() */

        TckConsoleParser *parser; /* has read the last boot up to `read`; NULL at its beginning */
        guint64 read;             /* an offset */

        /* The end of the previous hypervisor's console, and the bytes before it; 0 if unknown. */
        guint64 mark;
        char mark_bytes[TCK_MARK_BYTES];
} TckBootConsole;

/* Sets the file; NULL: none. */
void tck_boot_console_set_path(TckBootConsole *console, const char *path);

/* To be called when a hypervisor has ended. */
void tck_boot_console_end(TckBootConsole *console);

/* To be called when a hypervisor has started: most truncate the file, some append to it. */
void tck_boot_console_begin(TckBootConsole *console);

/* To be called when the guest boots again. */
void tck_boot_console_reset(TckBootConsole *console);

/* Whether the file has grown since the last call. */
gboolean tck_boot_console_has_grown(TckBootConsole *console);

/* How the last boot failed; NULL if the console shows no failure. Free with tck_oops_free(). */
TckOops *tck_boot_console_oops(TckBootConsole *console);
