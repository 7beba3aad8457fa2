/* SPDX-License-Identifier: BSD-2-Clause */
#include "results_target.h"

#include <string.h>

#include "error.h"
#include "folder.h"
#include "json.h"
#include "results_file.h"
#include "results_matrix.h"

enum {
        TITLE_MAX = 80, /* characters; the name of a target heads a column */
        TARGETS_MAX = 1024,
};

static void free_target(gpointer data) {
        TckResultsTarget *target = data;

        g_free(target->name);
        g_free(target->directory);
        if (target->results)
                json_object_unref(target->results);
        if (target->system)
                json_object_unref(target->system);
        g_free(target->state);
        g_free(target->problem);
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

/* ---- the targets of a matrix ---- */

/* results.json of a target. Of one that was not run to its end, it may be of an earlier run: it counts if it has as many results as
 * matrix.json. NULL without an error if there is none that counts. */
static JsonObject *read_whole(JsonObject *entry, const char *path, GError **error) {
        g_autoptr(JsonObject) results = NULL;

        if (!g_file_test(path, G_FILE_TEST_EXISTS))
                return NULL;
        if (!tck_results_matrix_state(entry))
                return tck_results_read(path, error);
        results = tck_results_read(path, NULL);
        return results && json_array_get_length(json_object_get_array_member(results, "results")) ==
                                       tck_results_matrix_count(entry)
                       ? g_steal_pointer(&results)
                       : NULL;
}

/* The target without a name. Takes ownership of the results; NULL: those in matrix.json. */
static TckResultsTarget *make_entry(JsonObject *entry, const char *path, JsonObject *results) {
        JsonObject *system = tck_json_object(entry, "system");
        const char *state = tck_results_matrix_state(entry), *problem = tck_json_string(entry, "problem");
        TckResultsTarget *target = g_new0(TckResultsTarget, 1);

        if (!state && !results) {
                state = "lost";
                problem = "its results.json is not there any more";
        }
        *target = (TckResultsTarget){.directory = g_path_get_dirname(path),
                                     .results = results ? results : tck_results_matrix_partial(entry),
                                     .system = system ? json_object_ref(system) : NULL,
                                     .state = g_strdup(state),
                                     .problem = g_strdup(problem)};
        return target;
}

static gboolean add_entry(GPtrArray *targets, const char *folder, JsonObject *entry, gboolean partial, GError **error) {
        const char *name = tck_results_matrix_name(entry);
        g_autofree char *path = name ? g_build_filename(folder, name, "results.json", NULL) : NULL;
        g_autoptr(GError) local = NULL;
        TckResultsTarget *target;
        JsonObject *results;

        if (!name)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s/matrix.json: a target has no valid name",
                                     folder);
        if (is_taken(targets, name))
                return tck_error_set(error, TCK_ERROR_USAGE, "two targets are called %s", name);
        results = read_whole(entry, path, &local);
        if (local) {
                g_propagate_error(error, g_steal_pointer(&local));
                return FALSE;
        }
        if (results || partial) {
                target = make_entry(entry, path, results);
                target->name = g_strdup(name);
                g_ptr_array_add(targets, target);
        }
        return TRUE;
}

/* Those in its file, in their order; then those that are only in its folder, of earlier runs with other targets. */
static gboolean add_matrix(GPtrArray *targets, const char *folder, gboolean partial, GError **error) {
        g_autoptr(GPtrArray) names = tck_folder_names(folder, TARGETS_MAX, error);
        g_autoptr(JsonArray) entries = names ? tck_results_matrix_read(folder, error) : NULL;

        for (guint i = 0; entries && i < json_array_get_length(entries); i++)
                if (!add_entry(targets, folder, tck_json_node_object(json_array_get_element(entries, i)), partial,
                               error))
                        return FALSE;
        for (guint i = 0; entries && i < names->len; i++) {
                g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
                g_autofree char *file = g_build_filename(path, "results.json", NULL);

                if (!is_taken(targets, names->pdata[i]) && g_file_test(file, G_FILE_TEST_EXISTS) &&
                    !add_target(targets, g_strdup(names->pdata[i]), path, error))
                        return FALSE;
        }
        return entries != NULL;
}

static gboolean add_place(GPtrArray *targets, const char *place, gboolean partial, GError **error) {
        char *name = NULL;
        const char *path = path_of(place, &name);
        g_autofree char *matrix = g_build_filename(path, "matrix.json", NULL);

        return !name && g_file_test(matrix, G_FILE_TEST_EXISTS) ? add_matrix(targets, path, partial, error)
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

GPtrArray *tck_results_targets_load(const char *const *places, gboolean partial, GError **error) {
        g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(free_target);

        for (guint i = 0; places[i]; i++)
                if (!add_place(targets, places[i], partial, error))
                        return NULL;
        for (guint i = 0; i < targets->len; i++) {
                TckResultsTarget *target = targets->pdata[i];

                if (!target->name)
                        choose_name(targets, target);
        }
        return g_steal_pointer(&targets);
}
