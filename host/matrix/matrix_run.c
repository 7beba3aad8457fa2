/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_run.h"

#include <glib-unix.h>
#include <signal.h>

#include "error.h"
#include "folder.h"
#include "matrix_child.h"
#include "matrix_json.h"
#include "matrix_record.h"
#include "matrix_times.h"
#include "resume.h"

enum { CHECK_MS = 1000 };

typedef struct {
        TckMatrix *matrix;
        const TckMatrixFollower *follower;
        GPtrArray *children; /* TckMatrixChild * */
        GPtrArray *told;     /* TckMatrixEntry * whose beginning the follower knows; borrowed */
        GPtrArray *waiting;  /* TckMatrixEntry *, in the order in which they begin */
        GPtrArray *taken;    /* TckMatrixEntry * that wait for another process to end its run */
        gboolean changed;    /* a slot may be free, or a child may have ended */
        GError *error;       /* the first failure to write */
} Course;

/* ---- which target is next ---- */

/* How long it takes; an unknown time counts as the longest, because a long target that begins last keeps only some slots busy. */
static double length_of(const TckMatrixEntry *entry) {
        double rest = tck_matrix_entry_rest(entry);

        return rest < 0 ? G_MAXDOUBLE : rest;
}

static gint longest_first(gconstpointer a, gconstpointer b) {
        double first = length_of(*(TckMatrixEntry *const *) a), second = length_of(*(TckMatrixEntry *const *) b);

        return first > second ? -1 : first < second;
}

static guint free_slots(const Course *course) {
        guint held = 0;

        for (guint i = 0; i < course->children->len; i++)
                held += tck_matrix_child_held(course->children->pdata[i]);
        return course->matrix->slots - MIN(course->matrix->slots, held);
}

/* Of the children that wait for a slot, the one that still needs most. NULL: none waits. */
static TckMatrixChild *neediest(const Course *course) {
        TckMatrixChild *best = NULL;

        for (guint i = 0; i < course->children->len; i++) {
                TckMatrixChild *child = course->children->pdata[i];

                if (tck_matrix_child_wanted(child) &&
                    (!best || length_of(tck_matrix_child_entry(child)) > length_of(tck_matrix_child_entry(best))))
                        best = child;
        }
        return best;
}

/* ---- what the children report ---- */

static void on_result(TckMatrixEntry *entry, const TckMatrixResult *result, gpointer data) {
        const Course *course = data;

        course->follower->result(entry, result, course->follower->data);
}

static void on_changed(TckMatrixEntry *entry, gpointer data) {
        Course *course = data;

        course->changed = TRUE;
        if (entry->hypervisor && !g_ptr_array_find(course->told, entry, NULL)) {
                g_ptr_array_add(course->told, entry);
                course->follower->begin(entry, course->follower->data);
        }
        course->follower->activity(entry, course->follower->data);
}

/* ---- the course ---- */

static void keep(Course *course) {
        tck_matrix_merge(course->matrix, course->error ? NULL : &course->error);
}

static void record(Course *course, const TckMatrixEntry *entry) {
        tck_matrix_record_write(entry, course->error ? NULL : &course->error);
}

/* The entry is in its last state. What another process makes of the target is left alone. */
static void finish(Course *course, TckMatrixEntry *entry) {
        if (entry->attempt && entry->state != TCK_ENTRY_ELSEWHERE && tck_matrix_attempt_is_last(entry->attempt))
                record(course, entry);
        g_clear_pointer(&entry->attempt, tck_matrix_attempt_free);
        course->follower->end(entry, course->follower->data);
}

static void fail(Course *course, TckMatrixEntry *entry, const GError *error) {
        entry->state = TCK_ENTRY_BROKEN;
        g_free(entry->problem);
        entry->problem = g_strdup_printf("its run could not be started: %s", error->message);
        finish(course, entry);
}

/* Another process runs the target. */
static void stand_back(Course *course, TckMatrixEntry *entry, const GError *error) {
        gboolean again = entry->problem != NULL;

        g_free(entry->problem);
        entry->problem = g_strdup(error->message);
        if (course->matrix->waits) {
                g_ptr_array_add(course->taken, entry);
                if (!again)
                        course->follower->wait(entry, course->follower->data);
                return;
        }
        entry->state = TCK_ENTRY_ELSEWHERE;
        finish(course, entry);
}

static gboolean try(TckMatrixEntry *entry, const TckMatrix *matrix, GError **error) {
        entry->attempt = tck_matrix_attempt_new(entry->directory, error);
        if (!entry->attempt)
                return FALSE;
        g_clear_pointer(&entry->problem, g_free);
        if (matrix->fresh)
                tck_remove_files(entry->directory, TCK_RESUME_JOURNAL);
        entry->state = TCK_ENTRY_RUNNING;
        return tck_matrix_record_write(entry, error);
}

static void start(Course *course, TckMatrixEntry *entry) {
        const TckMatrixWatcher watcher = {on_result, on_changed, course};
        g_autoptr(GError) error = NULL;
        TckMatrixChild *child = NULL;

        if (try(entry, course->matrix, &error))
                child = tck_matrix_child_new(entry, course->matrix, &watcher, &error);
        if (child)
                g_ptr_array_add(course->children, child);
        else if (!entry->attempt && g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT))
                stand_back(course, entry, error);
        else
                fail(course, entry, error);
}

/* Slots go to runs first, so that few targets are under way at a time; what these do not need lets the next one begin. */
static void share(Course *course) {
        while (free_slots(course)) {
                TckMatrixChild *child = neediest(course);

                if (child)
                        tck_matrix_child_grant(child);
                else if (course->waiting->len && !course->matrix->signal)
                        start(course, g_ptr_array_steal_index(course->waiting, 0));
                else
                        return;
        }
}

static void collect(Course *course) {
        for (guint i = course->children->len; i; i--) {
                TckMatrixChild *child = course->children->pdata[i - 1];

                if (!tck_matrix_child_ended(child))
                        continue;
                finish(course, tck_matrix_child_entry(child));
                g_ptr_array_remove_index(course->children, i - 1);
                keep(course);
        }
}

static gboolean on_check(gpointer data) {
        Course *course = data;

        for (guint i = 0; i < course->children->len; i++)
                tck_matrix_child_check(course->children->pdata[i], course->matrix->patience);
        /* What others ran may be free now. */
        course->changed = course->changed || course->taken->len;
        g_ptr_array_extend_and_steal(course->waiting, g_ptr_array_ref(course->taken));
        return G_SOURCE_CONTINUE;
}

/* ---- signals ---- */

static void interrupt(Course *course, int number) {
        course->matrix->signal = number;
        for (guint i = 0; i < course->children->len; i++)
                tck_matrix_child_interrupt(course->children->pdata[i]);
        course->changed = TRUE;
}

static gboolean on_int(gpointer data) {
        interrupt(data, SIGINT);
        return G_SOURCE_CONTINUE;
}

static gboolean on_term(gpointer data) {
        interrupt(data, SIGTERM);
        return G_SOURCE_CONTINUE;
}

static gboolean on_hup(gpointer data) {
        interrupt(data, SIGHUP);
        return G_SOURCE_CONTINUE;
}

/* ---- the whole ---- */

/* A target that is missing here may have been run on another machine. */
static void note_missing(Course *course, TckMatrixEntry *entry) {
        g_autoptr(JsonNode) before = tck_matrix_record_read(entry->directory, entry->target->name);

        if (!before || !tck_matrix_record_is_foreign(before))
                entry->attempt = tck_matrix_attempt_new(entry->directory, NULL);
        finish(course, entry);
}

static void prepare(Course *course) {
        tck_matrix_times_read(course->matrix);
        for (guint i = 0; i < course->matrix->entries->len; i++) {
                TckMatrixEntry *entry = course->matrix->entries->pdata[i];

                if (entry->state == TCK_ENTRY_WAITING)
                        g_ptr_array_add(course->waiting, entry);
                else
                        note_missing(course, entry);
        }
        g_ptr_array_sort(course->waiting, longest_first);
}

/* What has not begun was interrupted as well. */
static void end_waiting(Course *course, const GPtrArray *entries) {
        for (guint i = 0; i < entries->len; i++) {
                TckMatrixEntry *entry = entries->pdata[i];

                entry->state = TCK_ENTRY_INTERRUPTED;
                g_free(entry->problem);
                entry->problem = g_strdup("it had not begun");
                finish(course, entry);
        }
}

gboolean tck_matrix_run(TckMatrix *matrix, const TckMatrixFollower *follower, GError **error) {
        g_autoptr(GPtrArray) children = g_ptr_array_new_with_free_func((GDestroyNotify) tck_matrix_child_free),
                             told = g_ptr_array_new(), waiting = g_ptr_array_new(), taken = g_ptr_array_new();
        Course course = {matrix, follower, children, told, waiting, taken, FALSE, NULL};
        const guint sources[] = {
                g_unix_signal_add(SIGINT, on_int, &course), g_unix_signal_add(SIGTERM, on_term, &course),
                g_unix_signal_add(SIGHUP, on_hup, &course), g_timeout_add(CHECK_MS, on_check, &course)};
        gint64 began = g_get_monotonic_time();

        prepare(&course);
        keep(&course);
        for (share(&course); children->len || (taken->len && !matrix->signal); share(&course)) {
                course.changed = FALSE;
                while (!course.changed)
                        g_main_context_iteration(NULL, TRUE);
                collect(&course);
        }
        end_waiting(&course, waiting);
        end_waiting(&course, taken);
        for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
                g_source_remove(sources[i]);
        matrix->duration = g_get_monotonic_time() - began;
        keep(&course);
        if (course.error)
                g_propagate_error(error, course.error);
        return !course.error;
}
