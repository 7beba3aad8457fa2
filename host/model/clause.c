/* SPDX-License-Identifier: BSD-2-Clause */
#include "clause.h"

#include <gio/gio.h>

/* The table is part of the program: what is wrong with it is the kit's own mistake, and ends the program. */
static const char resource[] = "/pvpanic-tck/clauses.ini";
static const char place[] = "docs/clauses.ini";

/* Generated from docs/pvpanic-tck.gresource.xml. The call is what brings the resource out of a library into a program. */
GResource *pvpanic_tck_get_resource(void);

static const char *const keys[] = {"level", "source", "requirement", "advice", "fixed-by", "no-case", NULL};
static const char *const levels[] = {"spec", "impl", "firmware", NULL};

static void check_keys(GKeyFile *file, const char *id) {
        g_auto(GStrv) there = g_key_file_get_keys(file, id, NULL, NULL);

        for (guint i = 0; there && there[i]; i++)
                if (!g_strv_contains(keys, there[i]))
                        g_error("%s, [%s]: there is no key %s", place, id, there[i]);
}

static char *value(GKeyFile *file, const char *id, const char *key) {
        g_autoptr(GError) error = NULL;
        char *text = g_key_file_get_string(file, id, key, &error);

        if (!text || !*text)
                g_error("%s, [%s]: %s", place, id, error ? error->message : "a value is empty");
        return text;
}

static char *optional_value(GKeyFile *file, const char *id, const char *key) {
        return g_key_file_has_key(file, id, key, NULL) ? value(file, id, key) : NULL;
}

static TckClause *read_clause(GKeyFile *file, const char *id) {
        TckClause *clause = g_new0(TckClause, 1);

        check_keys(file, id);
        clause->id = g_strdup(id);
        clause->level = value(file, id, "level");
        clause->source = value(file, id, "source");
        clause->requirement = value(file, id, "requirement");
        clause->advice = value(file, id, "advice");
        clause->fixed_by = optional_value(file, id, "fixed-by");
        clause->no_case = optional_value(file, id, "no-case");
        if (!g_strv_contains(levels, clause->level))
                g_error("%s, [%s]: there is no level %s", place, id, clause->level);
        return clause;
}

/* GKeyFile would make one group of two that have the same name. */
static void check_groups_are_unique(const char *text) {
        g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

        for (guint i = 0; lines[i]; i++)
                if (*lines[i] == '[' && !g_hash_table_add(seen, g_strstrip(g_strdup(lines[i]))))
                        g_error("%s, line %u: %s was there before", place, i + 1, lines[i]);
}

static GPtrArray *read_clauses(void) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = NULL;
        g_autoptr(GKeyFile) file = g_key_file_new();
        g_autofree char *text = NULL;
        g_auto(GStrv) ids = NULL;
        GPtrArray *clauses = g_ptr_array_new();

        pvpanic_tck_get_resource();
        bytes = g_resources_lookup_data(resource, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
        if (!bytes || !g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, &error))
                g_error("%s: %s", place, error->message);
        text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
        check_groups_are_unique(text);
        ids = g_key_file_get_groups(file, NULL);
        for (guint i = 0; ids[i]; i++)
                g_ptr_array_add(clauses, read_clause(file, ids[i]));
        return clauses;
}

const GPtrArray *tck_all_clauses(void) {
        static GPtrArray *clauses;
        static gsize once;

        if (g_once_init_enter(&once)) {
                clauses = read_clauses();
                g_once_init_leave(&once, 1);
        }
        return clauses;
}

const TckClause *tck_find_clause(const char *id) {
        const GPtrArray *clauses = tck_all_clauses();

        for (guint i = 0; i < clauses->len; i++) {
                const TckClause *candidate = clauses->pdata[i];

                if (g_str_equal(candidate->id, id))
                        return candidate;
        }
        return NULL;
}
