/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines of a console, as the words that a system printed: without what a terminal obeys, and without what stands before the words
 * (printk's time, level and caller, the times and names that syslog, a journal or a harness adds).
 *
 * A console holds whatever a guest writes. A carriage return ends a line, as a newline does: what was overprinted, such as the spinner
 * of a start job, is a line of its own. Each of printk's times within a line begins another line, for whoever printed before it has not
 * ended its own. A line's end beyond TCK_CONSOLE_LINE_MAX bytes is dropped.
 */
#pragma once

#include <glib.h>

enum { TCK_CONSOLE_LINE_MAX = 512 };

typedef struct {
        const char *text;   /* the words, valid UTF-8, without a trailing blank */
        const char *prompt; /* the same behind a prompt ("login: ", "root@host:~# "); `text` if there is none */
        const char *caller; /* printk's: "T701" or "C1"; "" if it is not told */
        gboolean stamped;   /* whether printk's time was before it */
        double time;        /* that, in seconds since the kernel's start; otherwise 0 */
        guint64 number;     /* of the line of the console that it is of, from 1 on: those that end with LF */
} TckConsoleLine;

/* What is called for each line that is not blank; the line is only valid until it returns. */
typedef void (*TckConsoleLineFunc)(const TckConsoleLine *line, gpointer data);

typedef struct TckConsoleLines TckConsoleLines;

TckConsoleLines *tck_console_lines_new(TckConsoleLineFunc func, gpointer data);
void tck_console_lines_free(TckConsoleLines *lines);

/* The next bytes of the console, in pieces of any size. */
void tck_console_lines_feed(TckConsoleLines *lines, const char *bytes, gsize length);

/* The next bytes of the console are of lines that nobody needs, and only counted; the last of them ends a line. */
void tck_console_lines_skip(TckConsoleLines *lines, const char *bytes, gsize length);

/* Whether the next byte begins a line. */
gboolean tck_console_lines_are_whole(const TckConsoleLines *lines);

/* The console ends here: its last line may have no end. */
void tck_console_lines_end(TckConsoleLines *lines);

/* There is no more of the console for now: a line that is a prompt, "ddb{0}> ", is as long as it gets. */
void tck_console_lines_pause(TckConsoleLines *lines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckConsoleLines, tck_console_lines_free)
