/* SPDX-License-Identifier: BSD-2-Clause */
#include "known.h"

#include <gio/gio.h>
#include <stdio.h>

typedef struct {
        char **cases; /* patterns */
        char *vms, *reason;
        guint first, last; /* versions, both included */
} Known;

/* "7.2", "11.1.3" as qmp_version() has them; what is left out is `rest`. */
static guint parse_version(const char *text, guint rest) {
        guint major = 0, minor = rest, micro = rest;

        if (sscanf(text, "%2u.%2u.%2u", &major, &minor, &micro) < 1)
                g_error("docs/known.ini: %s is no version", text);
        return major * 10000 + minor * 100 + micro;
}

static Known *read_group(GKeyFile *file, const char *group) {
        g_autofree char *first = g_key_file_get_string(file, group, "first", NULL);
        g_autofree char *last = g_key_file_get_string(file, group, "last", NULL);
        Known *known = g_new0(Known, 1);

        known->cases = g_key_file_get_string_list(file, group, "cases", NULL, NULL);
        known->vms = g_key_file_get_string(file, group, "vms", NULL);
        known->reason = g_key_file_get_string(file, group, "reason", NULL);
        if (!known->cases || !known->reason || !first)
                g_error("docs/known.ini: [%s] has to have cases, first and reason", group);
        known->first = parse_version(first, 0);
        known->last = last ? parse_version(last, 99) : G_MAXUINT;
        return known;
}

static GPtrArray *read_all(void) {
        g_autoptr(GBytes) bytes = g_resources_lookup_data("/pvpanic-tck/known.ini", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
        g_autoptr(GKeyFile) file = g_key_file_new();
        g_autoptr(GError) error = NULL;
        g_auto(GStrv) groups = NULL;
        GPtrArray *all = g_ptr_array_new();

        if (!bytes || !g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, &error))
                g_error("docs/known.ini: %s", error ? error->message : "not built in");
        groups = g_key_file_get_groups(file, NULL);
        for (char **group = groups; *group; group++)
                g_ptr_array_add(all, read_group(file, *group));
        return all;
}

static gboolean matches_any(const char *name, char **patterns) {
        for (; *patterns; patterns++)
                if (g_pattern_match_simple(*patterns, name))
                        return TRUE;
        return FALSE;
}

const char *tck_known_reason(const char *case_name, const char *vm, guint version) {
        static gsize once;
        static GPtrArray *all;

        if (g_once_init_enter(&once)) {
                all = read_all();
                g_once_init_leave(&once, 1);
        }
        for (guint i = 0; i < all->len; i++) {
                const Known *known = all->pdata[i];

                if (version >= known->first && version <= known->last && matches_any(case_name, known->cases) &&
                    (!known->vms || g_pattern_match_simple(known->vms, vm)))
                        return known->reason;
        }
        return NULL;
}
