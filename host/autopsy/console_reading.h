/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a guest's console, for the kinds of files that contain one.
 */
#pragma once

#include "console_parser.h"
#include "findings.h"

typedef struct TckConsoleReading TckConsoleReading;

/* The findings have to outlive it; `name` is the console's. Free with tck_console_reading_free(). */
TckConsoleReading *tck_console_reading_new(TckFindings *findings, const char *name);
void tck_console_reading_free(TckConsoleReading *reading);

/* The console is a part of another file: its lines have no numbers, and there is no file to keep. */
void tck_console_reading_unnumbered(TckConsoleReading *reading);

/* Sets the time of the last write, in microseconds since 1970: no failure in it is later. */
void tck_console_reading_written(TckConsoleReading *reading, gint64 time);

/* The next bytes, in pieces of any size. */
void tck_console_reading_feed(TckConsoleReading *reading, const char *bytes, gsize length);

/* Ends the console, and adds its account to the findings. `sole`: the file is a console, without other lines; then one without a failure counts, too.
 * FALSE if it contains nothing that a known system prints on a console. */
gboolean tck_console_reading_end(TckConsoleReading *reading, gboolean sole);

/* The same for callers that add the account themselves: the resulting incident, of kind none if the console does not show an end. Adds the
 * moments. NULL if it contains nothing that a known system prints on a console. Free with tck_incident_free(). */
TckIncident *tck_console_reading_take(TckConsoleReading *reading, gboolean sole);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckConsoleReading, tck_console_reading_free)
