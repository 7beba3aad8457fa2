/* SPDX-License-Identifier: BSD-2-Clause */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

void tck_fd_close(TckFd fd) {
        int number = errno;

        if (fd >= 0)
                close(fd);
        errno = number;
}

/* ---- reading ---- */

/* Appends up to the end of the file, or to one byte more than allowed. FALSE with errno. */
static gboolean read_all(int fd, gsize most, GByteArray *bytes) {
        guint8 buffer[65536];
        ssize_t n = 1;

        while (n && bytes->len <= most) {
                n = read(fd, buffer, MIN(sizeof buffer, most - bytes->len + 1));
                if (n < 0 && errno != EINTR)
                        return FALSE;
                if (n > 0)
                        g_byte_array_append(bytes, buffer, (guint) n);
        }
        return TRUE;
}

char *tck_file_read(const char *path, gsize most, gsize *ret_length, GError **error) {
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        g_auto(TckFd) fd = open(path, O_RDONLY | O_CLOEXEC);

        if (fd < 0 || !read_all(fd, most, bytes)) {
                tck_error_set_errno(error, "cannot read %s", path);
                return NULL;
        }
        if (bytes->len > most) {
                tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                              "cannot read %s: it has more than %" G_GSIZE_FORMAT " bytes", path, most);
                return NULL;
        }
        if (ret_length)
                *ret_length = bytes->len;
        g_byte_array_append(bytes, (const guint8 *) "", 1);
        return (char *) g_byte_array_free(g_steal_pointer(&bytes), FALSE);
}

int tck_open_regular(const char *path, guint64 *ret_size) {
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        struct stat status;

        if (fd < 0)
                return -1;
        if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
                *ret_size = (guint64) status.st_size;
                return fd;
        }
        close(fd);
        errno = EINVAL;
        return -1;
}

/* ---- writing ---- */

gboolean tck_write_fully(int fd, const char *text, gsize length) {
        while (length) {
                ssize_t n = write(fd, text, length);

                if (n < 0 && errno != EINTR)
                        return FALSE;
                if (n > 0) {
                        text += n;
                        length -= (gsize) n;
                }
        }
        return TRUE;
}

/* Writes and closes; FALSE with errno. */
static gboolean fill(int fd, const char *text, gsize length, gboolean sync) {
        gboolean good = tck_write_fully(fd, text, length) && (!sync || fsync(fd) == 0);
        int cause = errno;

        if (close(fd) < 0 && good)
                return FALSE;
        errno = cause;
        return good;
}

/* A full disk may be reported only when the data is written to it, hence the sync before the old file is replaced. */
static gboolean replace(const char *path, const char *text, gsize length, int mode) {
        g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
        int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, mode);
        int cause;

        if (fd < 0)
                return FALSE;
        if (fill(fd, text, length, TRUE) && g_rename(temporary, path) == 0)
                return TRUE;
        cause = errno;
        g_unlink(temporary);
        errno = cause;
        return FALSE;
}

static gboolean write_in_place(const char *path, const char *text, gsize length) {
        int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

        return fd >= 0 && fill(fd, text, length, FALSE);
}

gboolean tck_write_file(const char *path, const char *text, gsize length, GError **error) {
        g_autofree char *behind_links = realpath(path, NULL);
        struct stat status;
        gboolean good;

        if (stat(path, &status) < 0 || (S_ISREG(status.st_mode) && behind_links))
                good = replace(behind_links ? behind_links : path, text, length, 0666);
        else
                good = write_in_place(path, text, length);
        if (!good)
                tck_error_set_errno(error, "cannot write %s", path);
        return good;
}

gboolean tck_write_private_file(const char *path, const char *data, gsize length, GError **error) {
        return replace(path, data, length, 0600) || tck_error_set_errno(error, "cannot write %s", path);
}

int tck_create_file(const char *folder, const char *name, int mode, GError **error) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        int fd = open(path, mode | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);

        if (fd < 0)
                tck_error_set_errno(error, "cannot create %s", path);
        return fd;
}

int tck_open_unnamed(const char *folder, GError **error) {
        int fd = folder ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;

        if (fd < 0)
                fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (fd < 0)
                tck_error_set_errno(error, "cannot make a temporary file in %s", g_get_tmp_dir());
        return fd;
}
