/* SPDX-License-Identifier: BSD-2-Clause */
/* A matrix whose folder several processes share: attempts, records, merging. */
#include "matrix.h"

#include <glib/gstdio.h>
#include <string.h>

#include "error.h"
#include "file.h"
#include "json.h"
#include "matrix_gather.h"
#include "matrix_json.h"
#include "matrix_record.h"

#include "common.h"

typedef struct {
        char *folder;
        GPtrArray *targets;
        TckMatrix *matrix;
        TckMatrixEntry *a;
} Fixture;

static void set_up(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        static const char text[] = "[a]\nprogram=/bin/true\n[b]\nconstraint=kvm\n";

        f->folder = g_dir_make_tmp("tck-matrix-XXXXXX", NULL);
        f->targets = tck_targets_parse("t.ini", text, strlen(text), NULL);
        f->matrix = tck_matrix_new("t.ini", f->targets, f->folder, 2);
        f->a = tck_matrix_add(f->matrix, f->targets->pdata[0], FALSE);
        tck_matrix_entry_prepare(f->a);
}

static void tear_down(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        tck_matrix_free(f->matrix);
        g_ptr_array_unref(f->targets);
        remove_tree(f->folder);
}

static void put(const Fixture *f, const char *name, const char *text) {
        put_file(f->folder, name, text);
}

static const char *member(JsonNode *record, const char *name) {
        return tck_json_string(tck_json_node_object(record), name);
}

/* ---- attempts ---- */

static void test_attempts(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        TckMatrixAttempt *first = tck_matrix_attempt_new(f->a->directory, NULL);
        g_autoptr(GError) error = NULL;
        g_autofree char *by = tck_matrix_attempt_by(f->a->directory), *says = g_strdup_printf("%s runs it", by);

        g_assert_cmpuint(tck_matrix_attempt_number(first), ==, 1);
        g_assert_true(tck_matrix_is_attempted(f->a->directory));
        g_assert_null(tck_matrix_attempt_new(f->a->directory, &error));
        g_assert_error(error, TCK_ERROR, TCK_ERROR_TIMEOUT);
        g_assert_true(g_str_has_prefix(error->message, "process "));
        g_assert_cmpstr(error->message, ==, says);
        tck_matrix_attempt_free(first);
        g_assert_false(tck_matrix_is_attempted(f->a->directory));
        first = tck_matrix_attempt_new(f->a->directory, NULL);
        g_assert_cmpuint(tck_matrix_attempt_number(first), ==, 2);
        tck_matrix_attempt_free(first);
}

static void test_overtaken(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_autoptr(TckMatrixAttempt) attempt = tck_matrix_attempt_new(f->a->directory, NULL);

        g_assert_true(tck_matrix_attempt_is_last(attempt));
        put(f, "a/.lock", "2 process 1 on another\n");
        g_assert_false(tck_matrix_attempt_is_last(attempt));
}

static void test_damaged_lock(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        static const char *const texts[] = {"", "\n", "7", "x y", "-1 process 1 on n1", "99999999999999999999 x"};

        for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
                g_autoptr(TckMatrixAttempt) attempt = NULL;
                g_autofree char *by = NULL;

                put(f, "a/.lock", texts[i]);
                by = tck_matrix_attempt_by(f->a->directory);
                g_assert_null(by);
                attempt = tck_matrix_attempt_new(f->a->directory, NULL);
                g_assert_cmpuint(tck_matrix_attempt_number(attempt), ==, 1);
        }
}

/* ---- records ---- */

static void finish(Fixture *f) {
        const TckCase *tested = tck_all_cases()->pdata[0];

        f->a->attempt = tck_matrix_attempt_new(f->a->directory, NULL);
        f->a->state = TCK_ENTRY_DONE;
        f->a->hypervisor = g_strdup("QEMU 7.2.22");
        f->a->claim = g_strdup("DOES NOT CONFORM");
        f->a->planned = 2;
        f->a->status = 1;
        f->a->duration = 1000;
        g_assert_true(tck_matrix_entry_add(f->a, tested, "pc", TCK_PASS, NULL, 10));
        g_assert_true(tck_matrix_entry_add(f->a, tested, "q35", TCK_FAIL, "seen", 20));
        g_assert_true(tck_matrix_record_write(f->a, NULL));
        g_clear_pointer(&f->a->attempt, tck_matrix_attempt_free);
}

static void test_record(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        TckMatrixEntry *copy = tck_matrix_add(f->matrix, f->targets->pdata[0], FALSE);
        g_autoptr(JsonNode) record = NULL;
        const TckMatrixResult *result;

        finish(f);
        record = tck_matrix_record_read(copy->directory, "a");
        g_assert_nonnull(record);
        g_assert_false(tck_matrix_record_is_foreign(record));
        tck_matrix_record_take(record, copy);
        g_assert_cmpint(copy->state, ==, TCK_ENTRY_DONE);
        g_assert_cmpstr(copy->claim, ==, "DOES NOT CONFORM");
        g_assert_cmpstr(copy->hypervisor, ==, "QEMU 7.2.22");
        g_assert_cmpint(tck_matrix_entry_exit_status(copy), ==, 1);
        g_assert_cmpint(copy->duration, ==, 1000);
        g_assert_cmpuint(copy->planned, ==, 2);
        g_assert_cmpuint(copy->counts[TCK_PASS], ==, 1);
        result = copy->results->pdata[1];
        g_assert_cmpstr(result->vm, ==, "q35");
        g_assert_cmpint(result->verdict, ==, TCK_FAIL);
        g_assert_cmpstr(result->message, ==, "seen");
        json_object_set_string_member(tck_json_object(tck_json_node_object(record), "system"), "node", "another");
        g_assert_true(tck_matrix_record_is_foreign(record));
}

/* What a process that was killed leaves says that it runs. */
static void test_died(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_autoptr(TckMatrixAttempt) attempt = tck_matrix_attempt_new(f->a->directory, NULL);
        g_autoptr(JsonNode) alive = NULL, dead = NULL;

        f->a->state = TCK_ENTRY_RUNNING;
        g_assert_true(tck_matrix_record_write(f->a, NULL));
        alive = tck_matrix_record_read(f->a->directory, "a");
        g_assert_cmpstr(member(alive, "state"), ==, "running");
        g_clear_pointer(&attempt, tck_matrix_attempt_free);
        dead = tck_matrix_record_read(f->a->directory, "a");
        g_assert_cmpstr(member(dead, "state"), ==, "interrupted");
        g_assert_true(g_str_has_suffix(member(dead, "problem"), " ran it, and died"));
        g_assert_cmpint(tck_json_int(tck_json_node_object(dead), "exit_status", 0), ==, 3);
}

#define RECORD(name, state, status, system, results)                                                             \
        "{\"name\":" name ",\"state\":" state ",\"exit_status\":" status ",\"definition\":{},\"system\":" system \
        ",\"counts\":{},\"results\":" results "}"

static void test_invalid_records(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        static const char *const texts[] = {
                "",
                "nonsense",
                "[]",
                RECORD("\"b\"", "\"done\"", "0", "{}", "[]"),
                RECORD("\"a\"", "\"elsewhere\"", "0", "{}", "[]"),
                RECORD("\"a\"", "null", "0", "{}", "[]"),
                RECORD("\"a\"", "\"done\"", "2", "{}", "[]"),
                RECORD("\"a\"", "\"done\"", "\"0\"", "{}", "[]"),
                RECORD("\"a\"", "\"done\"", "0", "null", "[]"),
                RECORD("\"a\"", "\"done\"", "0", "{}", "{}"),
        };
        g_autoptr(JsonNode) valid = NULL;

        for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
                put(f, "a/target.json", texts[i]);
                g_assert_null(tck_matrix_record_read(f->a->directory, "a"));
        }
        put(f, "a/target.json", RECORD("\"a\"", "\"done\"", "0", "{}", "[7,{},{\"case\":\"x\"}]"));
        valid = tck_matrix_record_read(f->a->directory, "a");
        g_assert_nonnull(valid);
        tck_matrix_record_take(valid, f->a);
        g_assert_cmpuint(f->a->results->len, ==, 0);
}

/* ---- merging ---- */

static JsonArray *merged(const Fixture *f, JsonNode **ret_root) {
        g_autofree char *path = g_build_filename(f->folder, "matrix.json", NULL);
        gsize length;
        g_autofree char *text = tck_file_read(path, 1 << 20, &length, NULL);

        *ret_root = tck_json_parse(text, length, 16);
        return json_object_get_array_member(tck_json_node_object(*ret_root), "targets");
}

static void test_merge(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_autoptr(JsonNode) root = NULL;
        JsonArray *targets;

        finish(f);
        put(f, "c/target.json", RECORD("\"c\"", "\"done\"", "0", "{}", "[]"));
        put(f, "d/target.json", RECORD("\"x\"", "\"done\"", "0", "{}", "[]"));
        g_assert_true(tck_matrix_merge(f->matrix, NULL));
        targets = merged(f, &root);
        g_assert_cmpuint(json_array_get_length(targets), ==, 3);
        g_assert_cmpstr(member(json_array_get_element(targets, 0), "verdict"), ==, "DOES NOT CONFORM");
        g_assert_cmpstr(member(json_array_get_element(targets, 1), "name"), ==, "b");
        g_assert_cmpstr(member(json_array_get_element(targets, 1), "state"), ==, "waiting");
        g_assert_cmpstr(member(json_array_get_element(targets, 2), "name"), ==, "c");
}

static void ignore(G_GNUC_UNUSED const TckMatrixEntry *entry, G_GNUC_UNUSED gpointer data) {
}

static void test_gather(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_autoptr(TckMatrix) other = tck_matrix_new("t.ini", f->targets, f->folder, 1);
        const TckMatrixFollower follower = {.end = ignore};

        finish(f);
        tck_matrix_add(other, f->targets->pdata[0], FALSE);
        g_assert_true(tck_matrix_gather(other, &follower, NULL));
        g_assert_cmpint(tck_matrix_exit_status(other), ==, 1);
        tck_matrix_add(other, f->targets->pdata[1], FALSE);
        g_ptr_array_remove_index(other->entries, 0);
        g_assert_true(tck_matrix_gather(other, &follower, NULL));
        g_assert_cmpint(tck_matrix_exit_status(other), ==, 3);
}

#define ADD(name, test) g_test_add("/matrix/" name, Fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        ADD("attempts", test_attempts);
        ADD("overtaken", test_overtaken);
        ADD("damaged-lock", test_damaged_lock);
        ADD("record", test_record);
        ADD("died", test_died);
        ADD("invalid-records", test_invalid_records);
        ADD("merge", test_merge);
        ADD("gather", test_gather);
        return g_test_run();
}
