/* SPDX-License-Identifier: BSD-2-Clause */
#include "registry.h"

static const char *name_of(const GPtrArray *registry, guint place) {
        return *(const char *const *) registry->pdata[place];
}

void tck_registry_add(GPtrArray **registry, gconstpointer entry) {
        if (!*registry)
                *registry = g_ptr_array_new();
        g_ptr_array_add(*registry, (gpointer) entry);
}

gconstpointer tck_registry_find(const GPtrArray *registry, const char *name) {
        for (guint i = 0; name && i < registry->len; i++)
                if (g_str_equal(name_of(registry, i), name))
                        return registry->pdata[i];
        return NULL;
}

char *tck_registry_names(const GPtrArray *registry) {
        g_autoptr(GString) names = g_string_new(NULL);

        for (guint i = 0; i < registry->len; i++)
                g_string_append_printf(names, "%s%s", i ? ", " : "", name_of(registry, i));
        return g_strdup(names->str);
}
