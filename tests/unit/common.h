/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared by the unit tests of the harness. Each wait has a deadline that only a bug reaches: a broken test fails
 * instead of hanging.
 */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "wait.h"

#define PATIENCE 20.0 /* seconds */

/* If a bug makes the harness itself wait without a deadline, the test program is ended. */
__attribute__((constructor)) static void limit_time(void) {
        struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGABRT};
        struct itimerspec limit = {.it_value = {.tv_sec = 5 * (time_t) PATIENCE}};
        timer_t timer;

        /* Not alarm(2), because a test may use its timer. */
        if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
                timer_settime(timer, 0, &limit, NULL);
}

/* Asserts that a call failed with this TckError and a message that contains the text. Frees the error. */
#define assert_failed(error, code, text)                                    \
        do {                                                                \
                g_assert_error(error, TCK_ERROR, code);                     \
                g_test_message("%s", (error)->message);                     \
                g_assert_true(g_utf8_validate((error)->message, -1, NULL)); \
                g_assert_nonnull(strstr((error)->message, text));           \
                g_clear_error(&(error));                                    \
        } while (0)

static inline void make_sockets(int type, int *ret_ours, int *ret_theirs) {
        int pair[2];

        g_assert_no_errno(socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair));
        *ret_ours = pair[0];
        *ret_theirs = pair[1];
}

static inline void make_pipe(int ret_ends[2]) {
        g_assert_no_errno(pipe2(ret_ends, O_CLOEXEC));
}

/* Asserts that no process has the other end of a pipe open, now or soon. */
static inline void assert_eof(int fd) {
        GError *error = NULL;
        char byte;

        tck_wait_readable(&fd, 1, tck_deadline(PATIENCE), &error);
        g_assert_no_error(error);
        g_assert_cmpint(read(fd, &byte, 1), ==, 0);
}

/* Creates a directory, and returns the path of a file in it. remove_scratch() removes both, and frees the path. */
static inline char *make_scratch(const char *name) {
        GError *error = NULL;
        g_autofree char *directory = g_dir_make_tmp("pvpanic-tck-unit-XXXXXX", &error);

        g_assert_no_error(error);
        return g_build_filename(directory, name, NULL);
}

static inline void remove_scratch(char *path) {
        g_autofree char *directory = g_path_get_dirname(path);

        g_assert_no_errno(unlink(path));
        g_assert_no_errno(rmdir(directory));
        g_free(path);
}

/* Writes a file by its path below the folder; the folders between them are made if necessary. */
static inline void put_file(const char *folder, const char *path, const char *text) {
        g_autofree char *whole = g_build_filename(folder, path, NULL), *parent = g_path_get_dirname(whole);

        g_assert_no_errno(g_mkdir_with_parents(parent, 0755));
        g_assert_true(g_file_set_contents(whole, text, -1, NULL));
}

/* Removes the folder with all that is in it, and frees its path. */
static inline void remove_tree(char *folder) {
        const char *const command[] = {"rm", "-r", folder, NULL};
        int status;

        g_assert_true(g_spawn_sync(NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                                   NULL));
        g_assert_cmpint(status, ==, 0);
        g_free(folder);
}

/* The lines of a file, each of which has to end with LF. Free with g_strfreev(). */
static inline char **read_lines(const char *path) {
        g_autofree char *text = NULL;
        GError *error = NULL;
        gsize length;

        g_file_get_contents(path, &text, &length, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(strlen(text), ==, length);
        g_assert_true(!length || text[length - 1] == '\n');
        if (length)
                text[length - 1] = '\0';
        return g_strsplit(text, "\n", -1);
}
