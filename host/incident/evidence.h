/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The folder of an incident: its record, and what is kept beside it.
 */
#pragma once

#include "console_parser.h"
#include "incident.h"

/* Of a guest's console no more than this is kept. */
#define TCK_CONSOLE_KEPT ((guint64) 1 << 20)

/* Makes a folder of its own for the incident, below one that is made if need be: TIME-GUEST-KIND. Nobody but its owner may
 * look into it. Free with g_free(). */
char *tck_evidence_create(const char *parent, const TckIncident *incident, GError **error);

/* Writes incident.json, in full or not at all, and returns when it is on the disk. The first is there to be read as soon as it is
 * written, before the disk has it: if the machine itself ends in that moment, it may be empty. */
gboolean tck_evidence_write(const char *directory, const TckIncident *incident, GError **error);

/* Puts into the incident where the console is, which is kept there anyway, its last lines, and the last oops. */
void tck_evidence_read_console(const char *path, TckIncident *incident);

/* How many bytes a console has; 0 if there is no such file. */
guint64 tck_evidence_console_size(const char *path);

/* How many bytes of the console of a boot that began at that place tck_evidence_keep_console() would keep now. */
guint64 tck_evidence_console_bytes(const char *path, guint64 boot);

/* Keeps a copy of the console as console.log: what is behind `boot`, where the guest's last boot began, as far as that is
 * known, and of that the end, up to TCK_CONSOLE_KEPT. Puts into the incident where all of it is, its last lines, and its
 * last oops. */
gboolean tck_evidence_keep_console(const char *directory, const char *path, guint64 boot, TckIncident *incident,
                                   GError **error);

/* Keeps a copy of the end of a console that has been read already, in the same way. */
gboolean tck_evidence_copy_console(const char *directory, const char *path, TckIncident *incident, GError **error);

/* The last lines of a text, from a line's beginning where there is one, as valid UTF-8. Changes the text. Free with g_free(). */
char *tck_evidence_last_lines(char *text, gsize length);

/* Gives the parser what the console has from that place on, and moves the place to where it came. Nothing if there is no such file. */
void tck_evidence_feed(const char *console, TckConsoleParser *parser, guint64 *place);

/* What a console tells; NULL if it tells of no crash, or there is no such file. Free with tck_oops_free(). */
TckOops *tck_evidence_oops(const char *console);
