/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tables that people write: key files, read to the letter. A key that is not known, one that is missing or empty, or
 * something that is there twice is refused, with the place: what is misread without a word decides verdicts.
 */
#pragma once

#include <glib.h>

typedef struct {
        const char *key;
        gboolean optional;
} TckTableKey;

/* Reads a table of groups that have these keys, the last of which has key NULL. `place` names the table in errors, which are
 * TCK_ERROR_USAGE: "docs/known.ini, [pci-length]: there is no key sean". Free with g_key_file_free(). */
GKeyFile *tck_table_read(const char *place, const char *text, gsize length, const TckTableKey *keys, GError **error);

/* The same of a table that is built into the program, as the resource of that name. What is wrong with it is the kit's own mistake,
 * and stops everything. */
GKeyFile *tck_table_of_resource(const char *name, const TckTableKey *keys);

/* The entries of a table that is built in, a group each, in the order of the file: what `read` makes of a group, which is given those
 * before it. Reads them once, into *entries; owned by the library. */
const GPtrArray *tck_table_entries(GPtrArray **entries, const char *name, const TckTableKey *keys,
                                   gpointer (*read)(const GPtrArray *before, GKeyFile *table, const char *group));

/* Ends the program: "docs/known.ini, [pci-length]: nothing deviates that is called xen". */
G_NORETURN void tck_table_mistake(const char *name, const char *group, const char *what, const char *value);

/* A value as a text, or as texts between semicolons without the blanks around them; NULL where the key is not there. Free with
 * g_free(), g_strfreev(). */
char *tck_table_text(GKeyFile *table, const char *group, const char *key);
char **tck_table_list(GKeyFile *table, const char *group, const char *key);

/* A version as below, `otherwise` where the key is not there. What is none ends the program, for the table is built in. */
guint tck_table_version(const char *name, GKeyFile *table, const char *group, const char *key, guint rest,
                        guint otherwise);

/* "7.2", "11.1.3": comparable as Qmp.version. What is left out of it is `rest`: 0 to begin with, 99 to end with. */
gboolean tck_version_parse(const char *text, guint rest, guint *ret_version);

/* What is wrong in a group. Sets a TCK_ERROR_USAGE that begins with the place, and gives FALSE. */
gboolean tck_table_error(GError **error, const char *place, const char *group, const char *format, ...)
        G_GNUC_PRINTF(4, 5);
