/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_needs.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "error.h"
#include "json.h"
#include "lab_cache.h"
#include "qemu.h"

/* ---- the machine ---- */

char *tck_lab_machine(const char *under_test) {
        g_autofree char *found = g_find_program_in_path("qemu-system-x86_64");

        return found ? g_steal_pointer(&found) : g_strdup(under_test);
}

/* A model that has both features. What the accelerator cannot give its guests is in a list. */
static const char model[] = "EPYC";
static const char *const features[] = {"svm", "npt"};

static gboolean is_unavailable(JsonObject *definition, const char *feature) {
        JsonArray *list = tck_json_array(definition, "unavailable-features");

        for (guint i = 0; list && i < json_array_get_length(list); i++) {
                JsonNode *node = json_array_get_element(list, i);

                if (JSON_NODE_HOLDS_VALUE(node) && g_strcmp0(json_node_get_string(node), feature) == 0)
                        return TRUE;
        }
        return FALSE;
}

static gboolean ask_features(Qmp *qmp, gint64 deadline, gpointer data, GError **error) {
        char **ret_missing = data;
        g_autoptr(JsonNode) list = qmp_execute(qmp, "query-cpu-definitions", NULL, deadline, error);
        JsonObject *definition = list && tck_json_node_array(list) ? tck_json_find(list, "name", model) : NULL;

        if (!list)
                return FALSE;
        if (!definition)
                *ret_missing = g_strdup_printf("it has no CPU model %s", model);
        for (gsize i = 0; i < G_N_ELEMENTS(features) && definition && !*ret_missing; i++)
                if (is_unavailable(definition, features[i]))
                        *ret_missing = g_strdup_printf("its TCG does not emulate AMD's SVM (%s)", features[i]);
        return TRUE;
}

gboolean tck_lab_ask_machine(const char *program, gint64 deadline, char **ret_missing, GError **error) {
        *ret_missing = NULL;
        return tck_qemu_ask(program, "tcg", ask_features, ret_missing, deadline, error);
}

/* ---- the cache ---- */

/* The folder itself, or the nearest one above it that exists. Free with g_free(). */
static char *existing(const char *path) {
        char *folder = g_strdup(path);

        while (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
                char *above = g_path_get_dirname(folder);

                g_free(folder);
                folder = above;
        }
        return folder;
}

char *tck_lab_room(GError **error) {
        const guint64 needed = 400 << 20; /* an initramfs and a snapshot */
        g_autofree char *cache = tck_lab_cache(), *folder = existing(cache), *free_text = NULL;
        struct statvfs system;
        guint64 room;

        if (access(folder, W_OK | X_OK) < 0 || statvfs(folder, &system) < 0) {
                tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                              "%s cannot be written to: %s; set XDG_CACHE_HOME to a folder that can", folder,
                              g_strerror(errno));
                return NULL;
        }
        room = (guint64) system.f_bavail * system.f_frsize;
        free_text = g_format_size_full(room, G_FORMAT_SIZE_IEC_UNITS);
        if (room < needed) {
                tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                              "%s has %s free, and a lab takes 400 MiB: make room, or set XDG_CACHE_HOME", folder,
                              free_text);
                return NULL;
        }
        return g_strdup_printf("%s, %s free", cache, free_text);
}
