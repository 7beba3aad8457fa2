/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tables that people write: key files, checked strictly. An unknown, missing or empty key, or
 * a duplicate, is refused with its place, because a silent mistake would change verdicts.
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

/* The same for a table that is built into the program, as the resource of that name. An error in it is a bug of the kit
 * and ends the program. */
GKeyFile *tck_table_of_resource(const char *name, const TckTableKey *keys);

/* The entries of a built-in table, one for each group, in the order of the file: the results of `read`, which gets the group and the entries
 * before it. Reads them once, into *entries; owned by the library. */
const GPtrArray *tck_table_entries(GPtrArray **entries, const char *name, const TckTableKey *keys,
                                   gpointer (*read)(const GPtrArray *before, GKeyFile *table, const char *group));

/* Ends the program: "docs/known.ini, [pci-length]: this is neither a layer nor firmware: xen". */
G_NORETURN void tck_table_mistake(const char *name, const char *group, const char *what, const char *value);

/* A value as a text, or as texts separated by semicolons, without the blanks around them; NULL without the key. Free with
 * g_free(), g_strfreev(). */
char *tck_table_text(GKeyFile *table, const char *group, const char *key);
char **tck_table_list(GKeyFile *table, const char *group, const char *key);

/* A version as below, `otherwise` without the key. An invalid version ends the program, because the table is built in. */
guint tck_table_version(const char *name, GKeyFile *table, const char *group, const char *key, guint rest,
                        guint otherwise);

/* "7.2", "11.1.3": comparable with Qmp.version. Missing parts are `rest`: 0 for the beginning of a range, 99 for its end. */
gboolean tck_version_parse(const char *text, guint rest, guint *ret_version);

/* Sets a TCK_ERROR_USAGE that begins with the place and the group. Returns FALSE. */
gboolean tck_table_error(GError **error, const char *place, const char *group, const char *format, ...)
        G_GNUC_PRINTF(4, 5);
