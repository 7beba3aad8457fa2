/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The report of a guest's crash on its console. A reader for each system reads the lines (console_reader.h); this draws the conclusion from
 * several boots and several failures.
 *
 * A guest may write anything to its console. It is read as a stream: however long it is, little of it is kept.
 */
#pragma once

#include "oops.h"

typedef struct TckConsoleParser TckConsoleParser;

TckConsoleParser *tck_console_parser_new(void);
void tck_console_parser_free(TckConsoleParser *parser);

/* The next bytes of the console, in pieces of any size. */
void tck_console_parser_feed(TckConsoleParser *parser, const char *bytes, gsize length);

/* How the guest's last boot failed, as far as the console has been read; NULL if the console shows no failure. What it
 * survived before is included. An unfinished last line counts if it is a prompt. Free with tck_oops_free(). */
TckOops *tck_console_parser_look(TckConsoleParser *parser);

/* The same at the console's end: an unfinished last line counts. */
TckOops *tck_console_parser_end(TckConsoleParser *parser);

/* How the latest failed boot before this one failed, with the result of its crash kernel; NULL if none failed. Free with
 * tck_oops_free(). */
TckOops *tck_console_parser_before(const TckConsoleParser *parser);

/* Adds the messages of the last boot's failures, and of those before a crash kernel, with their times and lines to a list of TckMoment *.
 * Returns the number of boots on the console. */
guint64 tck_console_parser_moments(const TckConsoleParser *parser, const char *file, GPtrArray *moments);

/* Whether it contains anything that a known system prints on a console: a boot, a kernel's time, a failure. */
gboolean tck_console_parser_knows(const TckConsoleParser *parser);

/* The result of tck_console_parser_end() for a whole console. */
TckOops *tck_console_parse(const char *text, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckConsoleParser, tck_console_parser_free)
