/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The report of a guest's crash on its console. Each system's lines are read by a reader (console_reader.h); the conclusion from several boots and
 * several failures is drawn here.
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
 * survived comes with what it did not survive. A last line without an end counts if it is a prompt. Free with tck_oops_free(). */
TckOops *tck_console_parser_look(TckConsoleParser *parser);

/* The same at the console's end: its last line may have no end. */
TckOops *tck_console_parser_end(TckConsoleParser *parser);

/* How the last boot before this one failed that did, with what came of its crash kernel; NULL if none did. Free with
 * tck_oops_free(). */
TckOops *tck_console_parser_before(const TckConsoleParser *parser);

/* Adds to a list of TckMoment * what the last boot's failures, and those before a crash kernel, say of which time and in which line.
 * Returns how many boots the console has had, as far as it shows. */
guint64 tck_console_parser_moments(const TckConsoleParser *parser, const char *file, GPtrArray *moments);

/* Whether anything in it was what a system prints on a console: a boot, a kernel's time, a failure. */
gboolean tck_console_parser_knows(const TckConsoleParser *parser);

/* What tck_console_parser_end() tells of a console as a text. */
TckOops *tck_console_parse(const char *text, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckConsoleParser, tck_console_parser_free)
