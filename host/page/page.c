/* SPDX-License-Identifier: BSD-2-Clause */
#include "page.h"

#include <gio/gio.h>
#include <string.h>

#include "error.h"
#include "file.h"
#include "folder.h"
#include "page_data.h"
#include "page_files.h"
#include "page_incident.h"
#include "results_target.h"
#include "page_text.h"

/* A file of this folder, which is built into the program. */
static void append_resource(GString *text, const char *name) {
        g_autofree char *path = g_strconcat("/pvpanic-tck/page/", name, NULL);
        g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
        gsize length;
        const char *data = g_bytes_get_data(bytes, &length);

        g_string_append_len(text, data, (gssize) length);
}

/* Puts the parts in the places that page.html names: @STYLE@, @DATA@ and @SCRIPT@, in this order. */
static char *compose(JsonNode *data, const char *const *scripts) {
        g_autoptr(GString) template = g_string_new(NULL);
        g_autofree char *json = tck_page_script_text(data);
        g_auto(GStrv) pieces = NULL;
        GString *page = g_string_new(NULL);

        append_resource(template, "page.html");
        pieces = g_strsplit_set(template->str, "@", -1);
        for (guint i = 0; pieces[i]; i++) {
                if (i % 2 == 0)
                        g_string_append(page, pieces[i]);
                else if (g_str_equal(pieces[i], "STYLE"))
                        append_resource(page, "page.css");
                else if (g_str_equal(pieces[i], "DATA"))
                        g_string_append(page, json);
                else {
                        append_resource(page, "page.js");
                        for (gsize j = 0; scripts[j]; j++)
                                append_resource(page, scripts[j]);
                }
        }
        return g_string_free(page, FALSE);
}

static gboolean write_index(const char *folder, JsonNode *data, const char *const *scripts, GError **error) {
        g_autofree char *text = compose(data, scripts), *path = g_build_filename(folder, "index.html", NULL);

        return tck_write_file(path, text, strlen(text), error);
}

static gboolean write_page(const char *folder, JsonNode *data, const char *const *scripts, const GPtrArray *folders,
                           GError **error) {
        if (!tck_make_folder(folder, 0755, error))
                return FALSE;
        for (guint i = 0; i < folders->len; i++)
                if (!tck_page_write_files(folder, folders->pdata[i], error))
                        return FALSE;
        return write_index(folder, data, scripts, error);
}

gboolean tck_page_write(const char *folder, const char *const *places, GError **error) {
        static const char *const of_incidents[] = {"incident.js", NULL}, *const of_runs[] = {"times.js", "results.js",
                                                                                             "matrix.js", NULL};
        g_autoptr(GPtrArray) folders = tck_page_folders_new(), targets = NULL;
        g_autoptr(JsonNode) data = NULL;
        guint incidents = 0, count = 0;

        for (; places[count]; count++)
                incidents += tck_page_is_incident(places[count]) ? 1 : 0;
        if (incidents && incidents < count)
                return tck_error_set(error, TCK_ERROR_USAGE, "a page is about runs or about incidents, not about both");
        if (incidents) {
                data = tck_page_incident_data(places, folders, error);
                return data && write_page(folder, data, of_incidents, folders, error);
        }
        targets = tck_results_targets_load(places, TRUE, error);
        data = targets ? tck_page_data(targets, folders) : NULL;
        return data && write_page(folder, data, of_runs, folders, error);
}
