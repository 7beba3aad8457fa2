/* SPDX-License-Identifier: BSD-2-Clause */
#include "load.h"

#include <string.h>

#include "error.h"
#include "wait.h"

/* A wait that is over before has nothing to do with load, and is not looked at. */
static const double QUIET_SECONDS = 0.1;

static const gint64 PUT_OFF_MAX = 60 * G_USEC_PER_SEC;

static char *read_of(const char *tasks, const char *thread, const char *name) {
        g_autofree char *path = g_build_filename(tasks, thread, name, NULL);
        char *text = NULL;

        return g_file_get_contents(path, &text, NULL, NULL) ? text : NULL;
}

/* The letter is behind the name, which is in brackets and may have more of them. */
static gboolean is_at_work(const char *stat) {
        const char *bracket = stat ? strrchr(stat, ')') : NULL;

        return bracket && bracket[1] == ' ' && (bracket[2] == 'R' || bracket[2] == 'D');
}

static void add_thread(TckLoad *load, const char *tasks, const char *thread) {
        g_autofree char *stat = read_of(tasks, thread, "stat"), *times = read_of(tasks, thread, "schedstat");
        char *rest = NULL;
        guint64 ran = times ? g_ascii_strtoull(times, &rest, 10) : 0;
        guint64 kept = rest ? g_ascii_strtoull(rest, NULL, 10) : 0;

        load->at_work |= is_at_work(stat);
        load->ran += ran / 1000;
        load->kept += kept / 1000;
}

TckLoad tck_load_of(GPid process) {
        g_autofree char *tasks = g_strdup_printf("/proc/%d/task", (int) process);
        g_autoptr(GDir) threads = g_dir_open(tasks, 0, NULL);
        TckLoad load = {0};
        const char *thread;

        while (threads && (thread = g_dir_read_name(threads)))
                add_thread(&load, tasks, thread);
        return load;
}

gint64 tck_load_put_off(GPid process, const TckLoad *since, gint64 deadline) {
        TckLoad now = tck_load_of(process);

        return deadline + (gint64) (now.kept > since->kept ? MIN(now.kept - since->kept, (guint64) PUT_OFF_MAX) : 0);
}

TckPatience tck_patience(GPid process, gint64 deadline) {
        return (TckPatience){
                .process = process, .began = g_get_monotonic_time(), .deadline = deadline, .until = deadline};
}

/* What the process was kept waiting since it was first looked at. One that waits still, and has not run since the last look, has
 * waited all that time: the kernel accounts for it when it is over. */
static gint64 kept_waiting(TckPatience *patience) {
        TckLoad now = tck_load_of(patience->process);
        gint64 moment = g_get_monotonic_time(), kept = 0;

        if (now.kept > patience->load.kept)
                kept = (gint64) MIN(now.kept - patience->load.kept, (guint64) PUT_OFF_MAX);
        if (now.at_work && now.ran == patience->ran)
                kept += moment - patience->looked;
        patience->ran = now.ran;
        patience->looked = moment;
        return MIN(kept, PUT_OFF_MAX);
}

gint64 tck_patience_end(TckPatience *patience) {
        if (!patience->process || patience->deadline <= patience->began)
                return patience->until;
        if (!patience->looked) {
                patience->load = tck_load_of(patience->process);
                patience->ran = patience->load.ran;
                patience->looked = g_get_monotonic_time();
        } else if (patience->until <= g_get_monotonic_time()) {
                patience->until = patience->deadline + kept_waiting(patience);
        }
        return patience->until;
}

/* Waits once, up to when the load is worth a look or to the end. */
static gboolean wait_once(const TckPatience *patience, const int *fds, guint count, GError **error) {
        gint64 look = patience->began + (gint64) (QUIET_SECONDS * G_USEC_PER_SEC);

        return tck_wait_readable(fds, count,
                                 patience->process && !patience->looked ? MIN(look, patience->until) : patience->until,
                                 error);
}

gboolean tck_patience_wait(TckPatience *patience, const int *fds, guint count, GError **error) {
        GError *local = NULL;

        if (patience->late && tck_patience_end(patience) > g_get_monotonic_time())
                patience->late = FALSE;
        if (!tck_wait_again(patience->until, &patience->late, error))
                return FALSE;
        while (!wait_once(patience, fds, count, &local)) {
                if (!g_error_matches(local, TCK_ERROR, TCK_ERROR_TIMEOUT) ||
                    tck_patience_end(patience) <= g_get_monotonic_time()) {
                        g_propagate_error(error, local);
                        return FALSE;
                }
                g_clear_error(&local);
                patience->late = FALSE;
        }
        return TRUE;
}
