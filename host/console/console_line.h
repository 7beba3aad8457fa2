/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines of a console, as the texts that a system printed: without control sequences, and without prefixes
 * (printk's time, level and caller, the times and names that syslog, a journal or a harness adds).
 *
 * A guest may write anything to its console. A carriage return ends a line, like a newline: overprinted text, such as the spinner
 * of a start job, is a separate line. Each of printk's times within a line begins another line, because the previous writer has not
 * ended its own. The rest of a line beyond TCK_CONSOLE_LINE_MAX bytes is dropped.
 */
#pragma once

#include <glib.h>

enum { TCK_CONSOLE_LINE_MAX = 512 };

typedef struct {
        const char *text;   /* the text, valid UTF-8, without a trailing blank */
        const char *prompt; /* the text after a prompt ("login: ", "root@host:~# "); `text` if there is none */
        const char *caller; /* printk's: "T701" or "C1"; "" if there is none */
        gboolean stamped;   /* whether printk's time was before it */
        double time;        /* printk's time, in seconds since the kernel's start; otherwise 0 */
        guint64 number;     /* of the console's line that it is a part of, from 1; only LF ends a line here */
} TckConsoleLine;

/* Called for each line that is not blank; the line is only valid until it returns. */
typedef void (*TckConsoleLineFunc)(const TckConsoleLine *line, gpointer data);

typedef struct TckConsoleLines TckConsoleLines;

TckConsoleLines *tck_console_lines_new(TckConsoleLineFunc func, gpointer data);
void tck_console_lines_free(TckConsoleLines *lines);

/* The next bytes of the console, in pieces of any size. */
void tck_console_lines_feed(TckConsoleLines *lines, const char *bytes, gsize length);

/* Skips the next bytes of the console, and only counts their lines; the last byte ends a line. */
void tck_console_lines_skip(TckConsoleLines *lines, const char *bytes, gsize length);

/* Whether the next byte begins a line. */
gboolean tck_console_lines_are_whole(const TckConsoleLines *lines);

/* Ends the console: its last line may have no end. */
void tck_console_lines_end(TckConsoleLines *lines);

/* There is no more of the console for now: an unfinished line that is a prompt, "ddb{0}> ", is complete. */
void tck_console_lines_pause(TckConsoleLines *lines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckConsoleLines, tck_console_lines_free)
