/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A guest's console while it is read, for the kinds of files that have one in them.
 */
#pragma once

#include "console_parser.h"
#include "findings.h"

typedef struct TckConsoleReading TckConsoleReading;

/* The findings have to outlive it; the name is what the console is called. Free with tck_console_reading_free(). */
TckConsoleReading *tck_console_reading_new(TckFindings *findings, const char *name);
void tck_console_reading_free(TckConsoleReading *reading);

/* It is no console of its own but part of another file: its lines have no numbers, and there is no file to keep. */
void tck_console_reading_unnumbered(TckConsoleReading *reading);

/* When it was written to last, in microseconds since 1970: no failure in it is later. */
void tck_console_reading_written(TckConsoleReading *reading, gint64 time);

/* The next bytes, in pieces of any size. */
void tck_console_reading_feed(TckConsoleReading *reading, const char *bytes, gsize length);

/* The end: puts down what the console tells. `sole`: the file is a console, and has no other lines; then one without a failure counts, too.
 * FALSE if nothing in it is what a system prints on a console. */
gboolean tck_console_reading_end(TckConsoleReading *reading, gboolean sole);

/* The same for those who put down the account themselves: the incident that it amounts to, of kind none where that is no end. Puts down the
 * moments. NULL if nothing in it is what a system prints on a console. Free with tck_incident_free(). */
TckIncident *tck_console_reading_take(TckConsoleReading *reading, gboolean sole);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckConsoleReading, tck_console_reading_free)
