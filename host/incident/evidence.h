/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The folder of an incident: its record, console and other files.
 */
#pragma once

#include "console_parser.h"
#include "incident.h"

/* At most so many bytes of a guest's console are kept. */
#define TCK_CONSOLE_KEPT ((guint64) 1 << 20)

/* Makes a folder for the incident, TIME-GUEST-KIND, below `parent`, which is created if necessary. Only its owner may
 * read it. Free with g_free(). */
char *tck_evidence_create(const char *parent, const TckIncident *incident, GError **error);

/* Writes incident.json, completely or not at all, and returns when it is on the disk. The first record can be read as soon as it is
 * written, before it is on the disk: if the machine itself crashes at that moment, the record may be empty. */
gboolean tck_evidence_write(const char *directory, const TckIncident *incident, GError **error);

/* Adds the place of a console that stays where it is, its last lines, and the last oops to the incident. */
void tck_evidence_read_console(const char *path, TckIncident *incident);

/* The size of a console in bytes; 0 if there is no such file. */
guint64 tck_evidence_console_size(const char *path);

/* How many bytes tck_evidence_keep_console() would keep now, for a boot that began at that offset. */
guint64 tck_evidence_console_bytes(const char *path, guint64 boot);

/* Keeps a copy of the console as console.log: the bytes from `boot`, where the guest's last boot began as far as that is
 * known, and at most the last TCK_CONSOLE_KEPT of them. Adds the place of the whole console, its last lines, and its
 * last oops to the incident. */
gboolean tck_evidence_keep_console(const char *directory, const char *path, guint64 boot, TckIncident *incident,
                                   GError **error);

/* The same for a console that has been read already. */
gboolean tck_evidence_copy_console(const char *directory, const char *path, TckIncident *incident, GError **error);

/* The last lines of a text, from the beginning of a line if possible, as valid UTF-8. Changes the text. Free with g_free(). */
char *tck_evidence_last_lines(char *text, gsize length);

/* Feeds the parser with the console from that offset, and advances the offset. Does nothing if there is no such file. */
void tck_evidence_feed(const char *console, TckConsoleParser *parser, guint64 *place);

/* The crash on a console; NULL if it shows none, or there is no such file. Free with tck_oops_free(). */
TckOops *tck_evidence_oops(const char *console);
