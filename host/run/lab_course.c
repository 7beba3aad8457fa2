/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_course.h"

#include "error.h"
#include "json.h"
#include "kvm.h"
#include "lab_message.h"

enum { STATUS_MAX = 255 };

static char *key_of(const TckJob *job) {
        g_autofree char *vm = tck_vm_config_name(&job->config);

        return g_strdup_printf("%s %s", job->tested->name, vm);
}

static GHashTable *index_jobs(const GPtrArray *jobs) {
        GHashTable *index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

        for (guint i = 0; i < jobs->len; i++)
                g_hash_table_insert(index, key_of(jobs->pdata[i]), jobs->pdata[i]);
        return index;
}

gboolean tck_lab_course_begin(TckLabCourse *course, TckLabRun *lab, const char *folder, GError **error) {
        *course = (TckLabCourse){.lab = lab, .folder = g_strdup(folder), .pending = index_jobs(lab->jobs)};
        course->files = tck_lab_files_new(folder, error);
        return course->files != NULL;
}

void tck_lab_course_clear(TckLabCourse *course) {
        tck_lab_files_free(course->files);
        g_hash_table_unref(course->pending);
        g_free(course->folder);
}

/* ---- results ---- */

static TckResult *result_new(const TckWorker *worker, const TckJob *job) {
        TckResult *result = tck_worker_result(worker, job);

        result->lab = TRUE;
        return result;
}

/* If a package is missing, this machine's KVM is the other half of the reason. Free with g_free(). */
static char *reason_of(const GError *error) {
        g_autofree char *missing = NULL;

        if (g_error_matches(error, TCK_ERROR, TCK_ERROR_ABSENT))
                tck_kvm_ask_hyperv(TCK_KVM_DEVICE, &missing, NULL);
        return missing ? g_strdup_printf("%s; %s", missing, error->message) : g_strdup(error->message);
}

void tck_lab_course_give_up(const TckLabCourse *course, const char *machine, const GError *error) {
        const TckWorker *worker = &course->lab->worker;
        gboolean absent = g_error_matches(error, TCK_ERROR, TCK_ERROR_ABSENT);
        g_autofree char *reason = reason_of(error);

        for (guint i = 0; i < course->lab->jobs->len; i++) {
                const TckJob *job = course->lab->jobs->pdata[i];
                g_autofree char *key = key_of(job);
                TckOutcome *outcome = tck_outcome_new(absent ? TCK_SKIP : TCK_ERROR_VERDICT);
                TckResult *result;

                if (!g_hash_table_contains(course->pending, key)) {
                        tck_outcome_free(outcome);
                        continue;
                }
                outcome->message = g_strdup(reason);
                outcome->elsewhere = absent;
                outcome->artifacts = absent ? NULL : g_strdup(machine);
                result = result_new(worker, job);
                g_ptr_array_add(result->outcomes, outcome);
                tck_inbox_put_result(worker->inbox, worker->slot, result);
        }
}

void tck_lab_course_keep_pending(TckLabCourse *course) {
        GPtrArray *jobs = course->lab->jobs;

        for (guint i = jobs->len; i; i--) {
                g_autofree char *key = key_of(jobs->pdata[i - 1]);

                if (!g_hash_table_contains(course->pending, key))
                        g_ptr_array_remove_index(jobs, i - 1);
        }
}

/* A result of a job that is not pending is dropped. */
static gboolean take_result(TckLabCourse *course, JsonObject *message) {
        const TckWorker *worker = &course->lab->worker;
        const char *name = tck_json_string(message, "case"), *vm = tck_json_string(message, "vm");
        g_autofree char *key = g_strdup_printf("%s %s", name ? name : "", vm ? vm : "");
        const TckJob *job = g_hash_table_lookup(course->pending, key);
        g_autoptr(TckResult) result = job ? result_new(worker, job) : NULL;

        if (!job)
                return TRUE;
        if (!tck_lab_take_outcomes(message, course->folder, result))
                return FALSE;
        g_hash_table_remove(course->pending, key);
        tck_inbox_put_result(worker->inbox, worker->slot, g_steal_pointer(&result));
        return TRUE;
}

/* ---- messages ---- */

static gboolean take_activity(TckLabCourse *course, JsonObject *message) {
        const TckWorker *worker = &course->lab->worker;
        gint64 slot = tck_json_int(message, "slot", -1);
        g_autofree char *text = tck_lab_text(message, "text");
        g_autofree char *told = text ? g_strconcat("lab, ", text, NULL) : NULL;

        if (slot < 0 || slot >= TCK_LAB_SLOTS)
                return FALSE;
        course->slots = MAX(course->slots, (guint) slot + 1);
        tck_inbox_put_activity(worker->inbox, worker->slot + 1 + (guint) slot, told);
        return TRUE;
}

static gboolean take_end(TckLabCourse *course, JsonObject *message, GError **error) {
        g_autofree char *failure = tck_lab_text(message, "failure");

        course->lab->boots += tck_lab_count(message, "boots");
        course->lab->restores += tck_lab_count(message, "restores");
        if (!course->lab->no_snapshot)
                course->lab->no_snapshot = tck_lab_text(message, "no_snapshot");
        course->ended = TRUE;
        return !failure ||
               tck_error_set(error, TCK_ERROR_ENVIRONMENT, "the run in the lab could not be made: %s", failure);
}

static gboolean take_exit(TckLabCourse *course, JsonObject *message) {
        course->exited = TRUE;
        course->status = (int) CLAMP(tck_json_int(message, "exit", -1), -1, STATUS_MAX);
        return TRUE;
}

static gboolean take_file(const TckLabCourse *course, JsonObject *message, GError **error) {
        const char *path = tck_json_string(message, "path"), *data = tck_json_string(message, "data");

        return tck_lab_files_add(course->files, path ? path : "", tck_json_int(message, "offset", -1), data ? data : "",
                                 error);
}

gboolean tck_lab_course_take(TckLabCourse *course, JsonObject *message, GError **error) {
        JsonObject *result = tck_json_object(message, "result"), *activity = tck_json_object(message, "activity"),
                   *file = tck_json_object(message, "file"), *end = tck_json_object(message, "end");
        gboolean good = TRUE;

        if (json_object_has_member(message, "exit"))
                return take_exit(course, message);
        if (file)
                return take_file(course, file, error);
        if (end)
                return take_end(course, end, error);
        if (result)
                good = take_result(course, result);
        else if (activity)
                good = take_activity(course, activity);
        else
                good = tck_json_object(message, "begin") != NULL;
        return good || tck_error_set(error, TCK_ERROR_PROTOCOL, "the run in the lab sent an invalid message");
}
