/* SPDX-License-Identifier: BSD-2-Clause */
#include "verify.h"

#include "package.h"
#include "error.h"
#include "json.h"
#include "manifest.h"
#include "results_file.h"
#include "verify_results.h"

void tck_verification_free(TckVerification *verification) {
        g_ptr_array_unref(verification->problems);
        g_ptr_array_unref(verification->waivers);
        g_free(verification->claim);
        g_free(verification->hypervisor);
        g_free(verification->kit);
        g_free(verification);
}

/* Each file that the manifest names is there as it was, and there is no other. */
static void check_files(GHashTable *named, GHashTable *there, GPtrArray *problems) {
        GHashTableIter iter;
        gpointer path, value;

        g_hash_table_iter_init(&iter, named);
        while (g_hash_table_iter_next(&iter, &path, &value)) {
                const TckPackedFile *file = value, *own = g_hash_table_lookup(there, path);

                if (!own)
                        g_ptr_array_add(problems, g_strdup_printf("%s is missing", file->path));
                else if (own->bytes != file->bytes || !g_str_equal(own->sha256, file->sha256))
                        g_ptr_array_add(problems, g_strdup_printf("%s was modified after it was packed", file->path));
        }
        g_hash_table_iter_init(&iter, there);
        while (g_hash_table_iter_next(&iter, &path, NULL))
                if (!g_hash_table_contains(named, path))
                        g_ptr_array_add(problems, g_strdup_printf("%s is not in the manifest", (const char *) path));
}

/* Each VM whose artifacts a result names has left some. */
static void check_artifacts(JsonObject *results, GHashTable *there, GPtrArray *problems) {
        JsonArray *list = json_object_get_array_member(results, "results");
        g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        GHashTableIter iter;
        gpointer path;

        g_hash_table_iter_init(&iter, there);
        while (g_hash_table_iter_next(&iter, &path, NULL))
                g_hash_table_add(folders, g_path_get_dirname(path));
        for (guint i = 0; i < json_array_get_length(list); i++) {
                JsonObject *result = tck_json_node_object(json_array_get_element(list, i));
                JsonArray *outcomes = result ? tck_json_array(result, "outcomes") : NULL;

                for (guint j = 0; outcomes && j < json_array_get_length(outcomes); j++) {
                        const char *folder =
                                tck_json_string(tck_json_node_object(json_array_get_element(outcomes, j)), "artifacts");

                        if (folder && g_hash_table_add(folders, g_strdup(folder)))
                                g_ptr_array_add(problems, g_strdup_printf("the VM's files in %s are missing", folder));
                }
        }
}

static void read_waivers(JsonObject *results, GPtrArray *waivers) {
        JsonArray *list = tck_json_array(results, "waivers");

        for (guint i = 0; list && i < json_array_get_length(list); i++) {
                JsonObject *waiver = tck_json_node_object(json_array_get_element(list, i));
                const char *name = tck_json_string(waiver, "name"), *reason = tck_json_string(waiver, "reason");

                g_ptr_array_add(waivers,
                                g_strdup_printf("%s, applied %" G_GINT64_FORMAT " times: %s", name ? name : "?",
                                                tck_json_int(waiver, "applied", 0), reason ? reason : "?"));
        }
}

static void check_results(TckVerification *verification, const TckPackage *archive) {
        JsonObject *results = tck_results_parse(archive->results, archive->results_length);

        if (!results) {
                g_ptr_array_add(verification->problems, g_strdup("results.json is not the results of a run"));
                return;
        }
        verification->claim = g_strdup(tck_json_string(tck_json_object(results, "profile"), "verdict"));
        verification->hypervisor = g_strdup(tck_json_string(tck_json_object(results, "run"), "hypervisor"));
        verification->results = json_array_get_length(json_object_get_array_member(results, "results"));
        read_waivers(results, verification->waivers);
        tck_check_agreement(results, verification->problems);
        verification->demanded = tck_check_demands(results, verification->problems);
        check_artifacts(results, archive->files, verification->problems);
        json_object_unref(results);
}

static void check_manifest(TckVerification *verification, const TckPackage *archive) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GHashTable) named =
                tck_manifest_parse(archive->manifest, archive->manifest_length, &verification->kit, &error);

        if (named)
                check_files(named, archive->files, verification->problems);
        else
                g_ptr_array_add(verification->problems, g_strdup(error->message));
}

TckVerification *tck_submission_verify(const char *path, GError **error) {
        g_autoptr(GError) reason = NULL;
        g_autoptr(TckPackage) archive = tck_package_read(path, &reason);
        TckVerification *verification;

        if (g_error_matches(reason, TCK_ERROR, TCK_ERROR_ENVIRONMENT)) {
                g_propagate_error(error, g_steal_pointer(&reason));
                return NULL;
        }
        verification = g_new0(TckVerification, 1);
        verification->problems = g_ptr_array_new_with_free_func(g_free);
        verification->waivers = g_ptr_array_new_with_free_func(g_free);
        if (!archive)
                g_ptr_array_add(verification->problems, g_strdup(reason->message));
        else if (!archive->manifest || !archive->results)
                g_ptr_array_add(
                        verification->problems,
                        g_strdup("it lacks " TCK_MANIFEST_NAME " or results.json: `pvpanic-tck pack` makes archives"));
        else {
                check_manifest(verification, archive);
                check_results(verification, archive);
        }
        return verification;
}
