/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_run.h"

#include <glib-unix.h>
#include <signal.h>

#include "matrix_child.h"
#include "matrix_json.h"
#include "matrix_times.h"

enum { CHECK_MS = 1000 };

typedef struct {
        TckMatrix *matrix;
        const TckMatrixFollower *follower;
        GPtrArray *children; /* TckMatrixChild * */
        GPtrArray *told;     /* TckMatrixEntry * whose beginning the follower knows; borrowed */
        GPtrArray *waiting;  /* TckMatrixEntry *, in the order in which they begin */
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
        GError **error = course->error ? NULL : &course->error;

        if (!tck_matrix_write(course->matrix, error) || course->error)
                return;
        tck_matrix_times_write(course->matrix, &course->error);
}

static void start(Course *course, TckMatrixEntry *entry) {
        const TckMatrixWatcher watcher = {on_result, on_changed, course};
        g_autoptr(GError) error = NULL;
        TckMatrixChild *child = tck_matrix_child_new(entry, course->matrix, &watcher, &error);

        if (child) {
                g_ptr_array_add(course->children, child);
                return;
        }
        entry->state = TCK_ENTRY_BROKEN;
        entry->problem = g_strdup_printf("its run could not be started: %s", error->message);
        course->follower->end(entry, course->follower->data);
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
                course->follower->end(tck_matrix_child_entry(child), course->follower->data);
                g_ptr_array_remove_index(course->children, i - 1);
                keep(course);
        }
}

static gboolean on_check(gpointer data) {
        Course *course = data;

        for (guint i = 0; i < course->children->len; i++)
                tck_matrix_child_check(course->children->pdata[i], course->matrix->patience);
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

static void prepare(Course *course) {
        tck_matrix_times_read(course->matrix);
        for (guint i = 0; i < course->matrix->entries->len; i++) {
                TckMatrixEntry *entry = course->matrix->entries->pdata[i];

                if (entry->state == TCK_ENTRY_WAITING)
                        g_ptr_array_add(course->waiting, entry);
                else
                        course->follower->end(entry, course->follower->data);
        }
        g_ptr_array_sort(course->waiting, longest_first);
}

/* What has not begun was interrupted as well. */
static void end_waiting(Course *course) {
        for (guint i = 0; i < course->waiting->len; i++) {
                TckMatrixEntry *entry = course->waiting->pdata[i];

                entry->state = TCK_ENTRY_INTERRUPTED;
                entry->problem = g_strdup("it had not begun");
                course->follower->end(entry, course->follower->data);
        }
}

gboolean tck_matrix_run(TckMatrix *matrix, const TckMatrixFollower *follower, GError **error) {
        g_autoptr(GPtrArray) children = g_ptr_array_new_with_free_func((GDestroyNotify) tck_matrix_child_free),
                             told = g_ptr_array_new(), waiting = g_ptr_array_new();
        Course course = {matrix, follower, children, told, waiting, FALSE, NULL};
        const guint sources[] = {
                g_unix_signal_add(SIGINT, on_int, &course), g_unix_signal_add(SIGTERM, on_term, &course),
                g_unix_signal_add(SIGHUP, on_hup, &course), g_timeout_add(CHECK_MS, on_check, &course)};
        gint64 began = g_get_monotonic_time();

        prepare(&course);
        keep(&course);
        for (share(&course); children->len; share(&course)) {
                course.changed = FALSE;
                while (!course.changed)
                        g_main_context_iteration(NULL, TRUE);
                collect(&course);
        }
        end_waiting(&course);
        for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
                g_source_remove(sources[i]);
        matrix->duration = g_get_monotonic_time() - began;
        keep(&course);
        if (course.error)
                g_propagate_error(error, course.error);
        return !course.error;
}
