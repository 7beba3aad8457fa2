/* SPDX-License-Identifier: BSD-2-Clause */
#include "results_target.h"

#include <string.h>

#include "error.h"
#include "file.h"
#include "json.h"
#include "results_file.h"

enum {
        TITLE_MAX = 80, /* characters; the name of a target heads a column */
        TARGETS_MAX = 1024,
        NESTING_MAX = 16,
};

static void free_target(gpointer data) {
        TckResultsTarget *target = data;

        g_free(target->name);
        g_free(target->directory);
        if (target->results)
                json_object_unref(target->results);
        if (target->system)
                json_object_unref(target->system);
        g_free(target);
}

/* "NAME=PATH", unless a file or a folder has all of it as its name. */
static const char *path_of(const char *place, char **ret_name) {
        const char *equals = strchr(place, '=');

        if (!equals || equals == place || memchr(place, '/', (gsize) (equals - place)) ||
            g_file_test(place, G_FILE_TEST_EXISTS))
                return place;
        *ret_name = g_strndup(place, (gsize) (equals - place));
        return equals + 1;
}

char *tck_results_hypervisor(const TckResultsTarget *target) {
        const char *text = tck_json_string(tck_json_object(target->results, "run"), "hypervisor");

        if (!text)
                return NULL;
        return g_strstrip(g_strndup(text, strcspn(text, "(,;")));
}

static gboolean is_taken(const GPtrArray *targets, const char *name) {
        for (guint i = 0; i < targets->len; i++) {
                const TckResultsTarget *other = targets->pdata[i];

                if (g_strcmp0(other->name, name) == 0)
                        return TRUE;
        }
        return FALSE;
}

static gboolean add_target(GPtrArray *targets, char *name, const char *path, GError **error) {
        g_autofree char *file = tck_results_path(path);
        JsonObject *results = name && is_taken(targets, name) ? NULL : tck_results_read(file, error);
        TckResultsTarget *target;

        if (!results) {
                if (name && is_taken(targets, name))
                        tck_error_set(error, TCK_ERROR_USAGE, "two targets are called %s", name);
                g_free(name);
                return FALSE;
        }
        target = g_new0(TckResultsTarget, 1);
        *target = (TckResultsTarget){.name = name, .directory = g_path_get_dirname(file), .results = results};
        g_ptr_array_add(targets, target);
        return TRUE;
}

/* What matrix.json says of each target that was tested: objects with their names. NULL if it cannot be read: the results do without. Free with
 * json_node_unref(). */
static JsonNode *read_systems(const char *folder) {
        g_autofree char *path = g_build_filename(folder, "matrix.json", NULL);
        gsize length;
        g_autofree char *text = tck_file_read(path, TCK_RESULTS_MAX, &length, NULL);
        g_autoptr(JsonNode) root = text ? tck_json_parse(text, length, NESTING_MAX) : NULL;
        JsonObject *matrix = tck_json_node_object(root);
        JsonNode *targets = matrix ? json_object_get_member(matrix, "targets") : NULL;

        return targets ? json_node_copy(targets) : NULL;
}

static void add_system(TckResultsTarget *target, JsonNode *systems) {
        JsonObject *system = tck_json_object(tck_json_find(systems, "name", target->name), "system");

        target->system = system ? json_object_ref(system) : NULL;
}

/* The runs in the folder of a matrix, by the names of their folders. */
static gboolean add_matrix(GPtrArray *targets, const char *folder, GError **error) {
        g_autoptr(GPtrArray) names = tck_folder_names(folder, TARGETS_MAX);
        g_autoptr(JsonNode) systems = read_systems(folder);

        for (guint i = 0; i < names->len; i++) {
                g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
                g_autofree char *file = g_build_filename(path, "results.json", NULL);

                if (!g_file_test(file, G_FILE_TEST_EXISTS))
                        continue;
                if (!add_target(targets, g_strdup(names->pdata[i]), path, error))
                        return FALSE;
                add_system(targets->pdata[targets->len - 1], systems);
        }
        return TRUE;
}

static gboolean add_place(GPtrArray *targets, const char *place, GError **error) {
        char *name = NULL;
        const char *path = path_of(place, &name);
        g_autofree char *matrix = g_build_filename(path, "matrix.json", NULL);

        return !name && g_file_test(matrix, G_FILE_TEST_EXISTS) ? add_matrix(targets, path, error)
                                                                : add_target(targets, name, path, error);
}

/* The first of the hypervisor's name, the folder's, and those with a number, that no other target has. */
static void choose_name(const GPtrArray *targets, TckResultsTarget *target) {
        g_autofree char *hypervisor = tck_results_hypervisor(target), *folder = g_path_get_basename(target->directory);
        const char *stem = hypervisor && *hypervisor ? hypervisor : folder;
        char *name = g_utf8_substring(stem, 0, MIN(g_utf8_strlen(stem, -1), TITLE_MAX));

        for (guint i = 1; is_taken(targets, name); i++) {
                g_free(name);
                name = i == 1 ? g_strdup_printf("%s, %s", stem, folder)
                              : g_strdup_printf("%s, %s (%u)", stem, folder, i);
        }
        target->name = name;
}

GPtrArray *tck_results_targets_load(const char *const *places, GError **error) {
        g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(free_target);

        for (guint i = 0; places[i]; i++)
                if (!add_place(targets, places[i], error))
                        return NULL;
        for (guint i = 0; i < targets->len; i++) {
                TckResultsTarget *target = targets->pdata[i];

                if (!target->name)
                        choose_name(targets, target);
        }
        return g_steal_pointer(&targets);
}
