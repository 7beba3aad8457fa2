/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_record.h"

#include <string.h>
#include <sys/utsname.h>

#include "file.h"
#include "json.h"
#include "program.h"

enum { PACKAGES_MAX = 1 << 20 };

/* ---- what was tested ---- */

static void add_definition(JsonBuilder *builder, const TckMatrixTarget *target) {
        tck_json_begin_object(builder, "definition");
        for (TckTargetKey key = 0; key < TCK_TARGET_KEYS; key++)
                if (target->values[key])
                        tck_json_add_text(builder, tck_target_key_name(key), target->values[key]);
        json_builder_end_object(builder);
}

static void add_files(JsonBuilder *builder, const TckTargetCommand *command) {
        tck_json_begin_array(builder, "files");
        for (guint i = 0; i < command->files->len; i++) {
                json_builder_begin_object(builder);
                tck_json_add_text(builder, "path", command->files->pdata[i]);
                tck_json_add_text(builder, "sha256", command->digests->pdata[i]);
                json_builder_end_object(builder);
        }
        json_builder_end_array(builder);
}

/* Of a suite's packages, those that have hypervisors and firmware. */
static gboolean tells(const char *package) {
        static const char *const beginnings[] = {"qemu-",   "ovmf",   "seabios", "libvirt-daemon ",
                                                 "opensbi", "u-boot", NULL};

        for (const char *const *beginning = beginnings; *beginning; beginning++)
                if (g_str_has_prefix(package, *beginning))
                        return TRUE;
        return FALSE;
}

static void add_packages(JsonBuilder *builder, const char *path) {
        g_autofree char *text = path ? tck_file_read(path, PACKAGES_MAX, NULL, NULL) : NULL;
        g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

        tck_json_begin_array(builder, "packages");
        for (char **line = lines; *line; line++) {
                g_autofree char *valid = tells(*line) ? g_utf8_make_valid(*line, -1) : NULL;

                if (valid)
                        json_builder_add_string_value(builder, valid);
        }
        json_builder_end_array(builder);
}

/* null if it was not run. */
static void add_system(JsonBuilder *builder, const TckMatrixEntry *entry) {
        struct utsname host = {0};

        if (!entry->command) {
                tck_json_add_object(builder, "system", NULL);
                return;
        }
        uname(&host);
        tck_json_begin_object(builder, "system");
        tck_json_add_text(builder, "hypervisor", entry->hypervisor);
        add_files(builder, entry->command);
        add_packages(builder, entry->command->packages);
        tck_json_add_text(builder, "kernel", host.release);
        tck_json_add_text(builder, "host", host.machine);
        tck_json_add_text(builder, "node", g_get_host_name());
        tck_json_add_text(builder, "kit", tck_version_commit());
        json_builder_end_object(builder);
}

/* ---- what was found ---- */

static void add_result(JsonBuilder *builder, const TckMatrixResult *result) {
        json_builder_begin_object(builder);
        tck_json_add_text(builder, "case", result->tested->name);
        tck_json_add_text(builder, "clause", result->tested->clause);
        tck_json_add_text(builder, "vm", result->vm);
        tck_json_add_text(builder, "verdict", tck_verdict_name(result->verdict));
        tck_json_add_text(builder, "message", result->message);
        tck_json_add_int(builder, "duration_us", result->duration);
        json_builder_end_object(builder);
}

static gint by_case(gconstpointer a, gconstpointer b) {
        const TckMatrixResult *first = *(TckMatrixResult *const *) a, *second = *(TckMatrixResult *const *) b;
        int order = strcmp(first->tested->name, second->tested->name);

        return order ? order : strcmp(first->vm, second->vm);
}

/* In an order that does not depend on that of their arrival. */
static void add_results(JsonBuilder *builder, const TckMatrixEntry *entry) {
        g_autoptr(GPtrArray) sorted = g_ptr_array_copy(entry->results, NULL, NULL);

        g_ptr_array_set_free_func(sorted, NULL);
        g_ptr_array_sort(sorted, by_case);
        tck_json_begin_array(builder, "results");
        for (guint i = 0; i < sorted->len; i++)
                add_result(builder, sorted->pdata[i]);
        json_builder_end_array(builder);
}

static void add_counts(JsonBuilder *builder, const TckMatrixEntry *entry) {
        tck_json_begin_object(builder, "counts");
        tck_json_add_int(builder, "planned", entry->planned);
        tck_json_add_int(builder, "taken_over", entry->taken_over);
        for (TckVerdict verdict = 0; verdict < TCK_VERDICTS; verdict++)
                tck_json_add_int(builder, tck_verdict_name(verdict), entry->counts[verdict]);
        json_builder_end_object(builder);
}

static void add_entry(JsonBuilder *builder, const TckMatrixEntry *entry) {
        g_autofree char *path =
                entry->state == TCK_ENTRY_DONE ? g_build_filename(entry->directory, "results.json", NULL) : NULL;
        gboolean whole = path && g_file_test(path, G_FILE_TEST_IS_REGULAR);
        g_autofree char *file = whole ? g_build_filename(entry->target->name, "results.json", NULL) : NULL;

        json_builder_begin_object(builder);
        tck_json_add_text(builder, "name", entry->target->name);
        tck_json_add_text(builder, "state", tck_entry_state_name(entry->state));
        tck_json_add_text(builder, "problem", entry->problem);
        tck_json_add_text(builder, "verdict", entry->claim);
        tck_json_add_int(builder, "exit_status", tck_matrix_entry_exit_status(entry));
        tck_json_add_int(builder, "attempt", entry->attempt ? tck_matrix_attempt_number(entry->attempt) : 0);
        tck_json_add_int(builder, "duration_us", entry->duration);
        tck_json_add_int(builder, "slot_us", entry->slot_time);
        add_definition(builder, entry->target);
        add_system(builder, entry);
        add_counts(builder, entry);
        tck_json_add_text(builder, "file", file);
        add_results(builder, entry);
        json_builder_end_object(builder);
}

JsonNode *tck_matrix_record_new(const TckMatrixEntry *entry) {
        g_autoptr(JsonBuilder) builder = json_builder_new();

        add_entry(builder, entry);
        return json_builder_get_root(builder);
}

gboolean tck_matrix_record_write(const TckMatrixEntry *entry, GError **error) {
        g_autoptr(JsonNode) record = tck_matrix_record_new(entry);
        g_autofree char *path = g_build_filename(entry->directory, TCK_MATRIX_RECORD, NULL);
        g_autofree char *text = tck_json_pretty(record);

        return tck_write_file(path, text, strlen(text), error);
}
