/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_attempt.h"

#include <string.h>
#include <unistd.h>

#include "error.h"
#include "escape.h"
#include "file.h"
#include "folder.h"
#include "lock.h"
#include "number.h"

enum { ATTEMPTS_MAX = 1 << 30, FILE_BYTES_MAX = 512 };

struct TckMatrixAttempt {
        char *path; /* of the file that is locked: its line has the number of the attempt, and who makes it */
        char *line;
        guint number;
        int fd;
};

static char *path_of(const char *directory) {
        return g_build_filename(directory, ".lock", NULL);
}

/* ---- the line ---- */

/* Its number; 0 if it has none. What follows is who. */
static guint read_line(const char *line, const char **ret_who) {
        g_auto(GStrv) parts = g_strsplit(line, " ", 2);
        guint number = 0;

        *ret_who = NULL;
        if (!parts[0] || !parts[1] || !tck_number_count("", parts[0], 1, ATTEMPTS_MAX, &number, NULL))
                return 0;
        *ret_who = line + strlen(parts[0]) + 1;
        return number;
}

/* NULL if there is none. */
static char *load(const char *path) {
        char *text = tck_file_read(path, FILE_BYTES_MAX, NULL, NULL);

        return text ? g_strchomp(text) : NULL;
}

static gboolean save(TckMatrixAttempt *attempt, GError **error) {
        g_autofree char *text = g_strconcat(attempt->line, "\n", NULL);

        if (ftruncate(attempt->fd, 0) == 0 && tck_write_fully(attempt->fd, text, strlen(text)) &&
            fsync(attempt->fd) == 0)
                return TRUE;
        return tck_error_set_errno(error, "cannot write %s", attempt->path);
}

char *tck_matrix_attempt_by(const char *directory) {
        g_autofree char *path = path_of(directory), *line = load(path);
        const char *who;

        return line && read_line(line, &who) ? tck_escape(who, "") : NULL;
}

gboolean tck_matrix_is_attempted(const char *directory) {
        g_autofree char *path = path_of(directory);

        return tck_is_locked(path);
}

/* ---- the attempt ---- */

/* Replaces the error that the lock is taken. */
static void say_who(const char *directory, GError **error) {
        g_autofree char *who = tck_matrix_attempt_by(directory);

        if (!error || !g_error_matches(*error, TCK_ERROR, TCK_ERROR_TIMEOUT))
                return;
        g_clear_error(error);
        tck_error_set(error, TCK_ERROR_TIMEOUT, "%s runs it", who ? who : "another process");
}

static gboolean take(TckMatrixAttempt *attempt, GError **error) {
        g_autofree char *before = NULL;
        const char *who;

        attempt->fd = tck_lock_open(attempt->path, error);
        if (attempt->fd < 0 || !tck_lock(attempt->fd, attempt->path, 0, error))
                return FALSE;
        before = load(attempt->path);
        attempt->number = (before ? read_line(before, &who) : 0) % ATTEMPTS_MAX + 1;
        attempt->line = g_strdup_printf("%u process %d on %s", attempt->number, (int) getpid(), g_get_host_name());
        return save(attempt, error);
}

TckMatrixAttempt *tck_matrix_attempt_new(const char *directory, GError **error) {
        g_autoptr(TckMatrixAttempt) attempt = NULL;

        if (!tck_make_folder(directory, 0755, error))
                return NULL;
        attempt = g_new0(TckMatrixAttempt, 1);
        attempt->fd = -1;
        attempt->path = path_of(directory);
        if (take(attempt, error))
                return g_steal_pointer(&attempt);
        say_who(directory, error);
        return NULL;
}

void tck_matrix_attempt_free(TckMatrixAttempt *attempt) {
        if (!attempt)
                return;
        tck_fd_close(attempt->fd);
        g_free(attempt->path);
        g_free(attempt->line);
        g_free(attempt);
}

guint tck_matrix_attempt_number(const TckMatrixAttempt *attempt) {
        return attempt->number;
}

gboolean tck_matrix_attempt_is_last(const TckMatrixAttempt *attempt) {
        g_autofree char *line = load(attempt->path);

        return !line || g_str_equal(line, attempt->line);
}
