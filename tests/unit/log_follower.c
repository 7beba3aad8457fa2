/* SPDX-License-Identifier: BSD-2-Clause */
/* A log that is renamed while it is followed: its last lines are read, whenever that happens. */
#include "log_follower.h"

#include <glib/gstdio.h>

#include "common.h"

enum { ROUNDS = 300 };

#define FAILURE "KVM internal error. Suberror: 1\nemulation failure\nRIP=00000000000b0000\n"

typedef struct {
        char *folder, *path, *old;
} Log;

static void set_up(Log *log, gconstpointer unused) {
        GError *error = NULL;

        (void) unused;
        log->folder = g_dir_make_tmp("pvpanic-tck-unit-XXXXXX", &error);
        g_assert_no_error(error);
        log->path = g_build_filename(log->folder, "log", NULL);
        log->old = g_build_filename(log->folder, "log.0", NULL);
}

static void tear_down(Log *log, gconstpointer unused) {
        (void) unused;
        g_unlink(log->path);
        g_unlink(log->old);
        g_rmdir(log->folder);
        g_free(log->folder);
        g_free(log->path);
        g_free(log->old);
}

static void append(const char *path, const char *text) {
        FILE *file = fopen(path, "a");

        g_assert_nonnull(file);
        g_assert_cmpint(fputs(text, file), >=, 0);
        g_assert_cmpint(fclose(file), ==, 0);
}

/* Renames the log, as virtlogd does when it is full. */
static gpointer write_and_move(gpointer data) {
        const Log *log = data;

        append(log->path, FAILURE);
        g_assert_cmpint(g_rename(log->path, log->old), ==, 0);
        append(log->path, "a line of no interest\n");
        return NULL;
}

/* The reader may be between any two of its steps when the log is renamed. */
static void test_moved(Log *log, gconstpointer unused) {
        (void) unused;
        for (guint round = 0; round < ROUNDS; round++) {
                g_autoptr(TckLogFollower) follower = NULL;
                GError *error = NULL;
                GThread *writer;

                append(log->path, "starts\n");
                follower = tck_log_follower_new(log->path, &error);
                g_assert_no_error(error);
                if (round % 2)
                        tck_log_follower_take(follower);
                writer = g_thread_new("writer", write_and_move, log);
                g_assert_true(tck_log_follower_await_failure(follower, tck_deadline(PATIENCE)));
                g_thread_join(writer);
                g_assert_cmpint(g_unlink(log->path), ==, 0);
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add("/log-follower/moved", Log, NULL, set_up, test_moved, tear_down);
        return g_test_run();
}
