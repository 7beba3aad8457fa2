/* SPDX-License-Identifier: BSD-2-Clause */
#include "table.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "error.h"

/* Generated from docs/pvpanic-tck.gresource.xml. The call makes the linker take it from the library. */
GResource *pvpanic_tck_get_resource(void);

gboolean tck_table_error(GError **error, const char *place, const char *group, const char *format, ...) {
        g_autofree char *message = NULL;
        va_list list;

        va_start(list, format);
        message = g_strdup_vprintf(format, list);
        va_end(list);
        return tck_error_set(error, TCK_ERROR_USAGE, "%s, [%s]: %s", place, group, message);
}

/* ---- mistakes that GKeyFile accepts ---- */

/* "[name]", "key" of "key = value"; NULL for a comment or a blank line. Free with g_free(). */
static char *head_of_line(const char *line) {
        g_autofree char *text = g_strstrip(g_strdup(line));
        char *sign = strchr(text, '=');

        if (!*text || *text == '#')
                return NULL;
        if (*text != '[' && sign)
                *sign = '\0';
        return g_strdup(g_strchomp(text));
}

/* GKeyFile merges groups of the same name, and takes the last value of a duplicate key. */
static gboolean check_unique(const char *place, const char *text, GError **error) {
        g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        g_autofree char *group = g_strdup("");

        for (guint i = 0; lines[i]; i++) {
                g_autofree char *head = head_of_line(lines[i]);

                if (!head)
                        continue;
                if (*head == '[') {
                        g_free(group);
                        group = g_strdup(head);
                }
                if (!g_hash_table_add(seen, *head == '[' ? g_strdup(head) : g_strconcat(group, head, NULL)))
                        return tck_error_set(error, TCK_ERROR_USAGE, "%s, line %u: %s is a duplicate", place, i + 1,
                                             head);
        }
        return TRUE;
}

static const TckTableKey *find_key(const TckTableKey *keys, const char *name) {
        for (; keys->key; keys++)
                if (g_str_equal(keys->key, name))
                        return keys;
        return NULL;
}

static gboolean check_group(GKeyFile *table, const char *place, const char *group, const TckTableKey *keys,
                            GError **error) {
        g_auto(GStrv) there = g_key_file_get_keys(table, group, NULL, NULL);

        for (guint i = 0; there && there[i]; i++)
                if (!find_key(keys, there[i]))
                        return tck_table_error(error, place, group, "there is no key %s", there[i]);
        for (; keys->key; keys++) {
                g_autofree char *value = tck_table_text(table, group, keys->key);

                if (!value && g_key_file_has_key(table, group, keys->key, NULL))
                        return tck_table_error(error, place, group,
                                               "the value of %s has a backslash that is not followed by s, n, t, r or "
                                               "another backslash",
                                               keys->key);
                if (!value && !keys->optional)
                        return tck_table_error(error, place, group, "the key %s is missing", keys->key);
                if (value && !*value)
                        return tck_table_error(error, place, group, "the value of %s is empty", keys->key);
        }
        return TRUE;
}

/* ---- reading ---- */

GKeyFile *tck_table_read(const char *place, const char *text, gsize length, const TckTableKey *keys, GError **error) {
        g_autoptr(GKeyFile) table = g_key_file_new();
        g_autofree char *whole = g_strndup(text, length);
        g_auto(GStrv) groups = NULL;
        g_autoptr(GError) local = NULL;

        if (!g_utf8_validate(text, (gssize) length, NULL))
                g_set_error(&local, TCK_ERROR, TCK_ERROR_USAGE, "this is not UTF-8");
        else
                g_key_file_load_from_data(table, whole, length, G_KEY_FILE_NONE, &local);
        if (local)
                tck_error_set(error, TCK_ERROR_USAGE, "%s: %s", place, local->message);
        if (local || !check_unique(place, whole, error))
                return NULL;
        groups = g_key_file_get_groups(table, NULL);
        for (char **group = groups; *group; group++)
                if (!check_group(table, place, *group, keys, error))
                        return NULL;
        return g_steal_pointer(&table);
}

GKeyFile *tck_table_of_resource(const char *name, const TckTableKey *keys) {
        g_autofree char *path = g_strconcat("/pvpanic-tck/", name, NULL), *place = g_strconcat("docs/", name, NULL);
        g_autoptr(GBytes) bytes = NULL;
        g_autoptr(GError) error = NULL;
        GKeyFile *table = NULL;

        pvpanic_tck_get_resource();
        bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
        if (bytes)
                table = tck_table_read(place, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), keys, &error);
        if (!table)
                g_error("%s", error->message);
        return table;
}

const GPtrArray *tck_table_entries(GPtrArray **entries, const char *name, const TckTableKey *keys,
                                   gpointer (*read)(const GPtrArray *before, GKeyFile *table, const char *group)) {
        if (g_once_init_enter(entries)) {
                g_autoptr(GKeyFile) table = tck_table_of_resource(name, keys);
                g_auto(GStrv) groups = g_key_file_get_groups(table, NULL);
                GPtrArray *all = g_ptr_array_new();

                for (char **group = groups; *group; group++)
                        g_ptr_array_add(all, read(all, table, *group));
                g_once_init_leave(entries, all);
        }
        return *entries;
}

void tck_table_mistake(const char *name, const char *group, const char *what, const char *value) {
        g_error("docs/%s, [%s]: %s%s%s", name, group, what, *what ? " " : "", value);
}

guint tck_table_version(const char *name, GKeyFile *table, const char *group, const char *key, guint rest,
                        guint otherwise) {
        g_autofree char *text = tck_table_text(table, group, key);
        guint version = otherwise;

        if (text && !tck_version_parse(text, rest, &version))
                tck_table_mistake(name, group, "this is not a version:", text);
        return version;
}

/* GKeyFile's message about a bad escape names no place. */
static gboolean has_bad_escape(const char *raw) {
        for (; (raw = strchr(raw, '\\')); raw += 2)
                if (!raw[1] || !strchr("sntr\\", raw[1]))
                        return TRUE;
        return FALSE;
}

char *tck_table_text(GKeyFile *table, const char *group, const char *key) {
        g_autofree char *raw = g_key_file_get_value(table, group, key, NULL);
        char *text = raw && !has_bad_escape(raw) ? g_key_file_get_string(table, group, key, NULL) : NULL;

        return text ? g_strstrip(text) : NULL;
}

char **tck_table_list(GKeyFile *table, const char *group, const char *key) {
        g_autofree char *text = tck_table_text(table, group, key);
        g_autoptr(GPtrArray) list = g_ptr_array_new();
        g_auto(GStrv) parts = NULL;

        if (!text)
                return NULL;
        parts = g_strsplit(text, ";", -1);
        for (guint i = 0; parts[i]; i++)
                if (*g_strstrip(parts[i]))
                        g_ptr_array_add(list, g_strdup(parts[i]));
        g_ptr_array_add(list, NULL);
        return (char **) g_ptr_array_free(g_steal_pointer(&list), FALSE);
}

gboolean tck_version_parse(const char *text, guint rest, guint *ret_version) {
        guint major = 0, minor = rest, micro = rest;
        int end = 0, fields;

        if (strspn(text, "0123456789.") != strlen(text))
                return FALSE;
        fields = sscanf(text, "%2u%n.%2u%n.%2u%n", &major, &end, &minor, &end, &micro, &end);
        if (fields < 1 || text[end])
                return FALSE;
        *ret_version = major * 10000 + minor * 100 + micro;
        return TRUE;
}
