/* SPDX-License-Identifier: BSD-2-Clause */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "file.h"
#include "unpack.h"
#include "wait.h"

/* A pipe that is silent for so long counts as ended. */
static const double SILENCE_SECONDS = 60;

/* Limits what is read from an input, because small files can unpack to endless data. */
static const guint64 BYTES_MAX = (guint64) 64 << 30;

struct TckInput {
        char *name, *path;
        TckFd fd;
        gboolean pipe, waits; /* not a file; may be silent, and is waited for before a read */
        TckUnpack *unpack;
        char *head;
        gsize head_length;
        gboolean looked, taken; /* the head was read from the file; the head was given to the reader */
        gint64 written;
        guint64 offset; /* after the bytes given to the reader */
        char piece[TCK_INPUT_HEAD];
};

static gboolean refuse(const TckInput *input, GError **error, const char *why) {
        return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "cannot read %s: %s", input->name, why);
}

static gboolean refuse_errno(const TckInput *input, GError **error) {
        return refuse(input, error, g_strerror(errno));
}

/* ---- opening ---- */

/* A file that was truncated while a writer was appending begins with a hole. */
static void skip_hole(TckInput *input) {
        off_t place = lseek(input->fd, 0, SEEK_DATA);

        if (place < 0)
                place = errno == ENXIO ? lseek(input->fd, 0, SEEK_END) : 0;
        input->offset = place > 0 && lseek(input->fd, place, SEEK_SET) == place ? (guint64) place : 0;
}

static gboolean check_kind(TckInput *input, gboolean standard, GError **error) {
        struct stat status;

        if (fstat(input->fd, &status) < 0)
                return refuse_errno(input, error);
        if (S_ISDIR(status.st_mode))
                return refuse(input, error, "it is a folder; name the files in it");
        input->pipe = !S_ISREG(status.st_mode);
        input->waits = input->pipe && standard;
        if (!input->pipe) {
                input->written = status.st_mtim.tv_sec * (gint64) G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
                skip_hole(input);
                return TRUE;
        }
        return S_ISFIFO(status.st_mode) || standard || refuse(input, error, "it is neither a file nor a pipe");
}

/* Continues with the unpacked data. The head, which is packed, is passed to the program first. */
static gboolean unpack(TckInput *input, const char *program, GError **error) {
        input->unpack = tck_unpack_new(program, input->fd, input->head, input->head_length, error);
        if (!input->unpack) {
                g_prefix_error(error, "cannot read %s: ", input->name);
                return FALSE;
        }
        tck_fd_close(input->fd);
        input->fd = tck_unpack_fd(input->unpack);
        g_clear_pointer(&input->path, g_free);
        g_clear_pointer(&input->head, g_free);
        input->head_length = 0;
        input->offset = 0;
        input->pipe = input->waits = TRUE;
        input->looked = FALSE;
        return TRUE;
}

static gboolean open_input(TckInput *input, const char *path, gboolean standard, GError **error) {
        const char *program, *head;
        gsize length;

        /* A FIFO without a writer is empty. */
        input->fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                             : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (input->fd < 0)
                return refuse_errno(input, error);
        if (!check_kind(input, standard, error))
                return FALSE;
        input->path = input->pipe || standard ? NULL : g_strdup(path);
        head = tck_input_head(input, &length, error);
        program = head ? tck_unpack_program(head, length) : NULL;
        return head && (!program || unpack(input, program, error));
}

TckInput *tck_input_open(const char *path, GError **error) {
        gboolean standard = g_str_equal(path, "-");
        TckInput *input = g_new0(TckInput, 1);

        input->name = g_strdup(standard ? "standard input" : path);
        if (open_input(input, path, standard, error))
                return input;
        tck_input_free(input);
        return NULL;
}

void tck_input_free(TckInput *input) {
        if (!input)
                return;
        if (!input->unpack)
                tck_fd_close(input->fd);
        tck_unpack_free(input->unpack);
        g_free(input->head);
        g_free(input->name);
        g_free(input->path);
        g_free(input);
}

const char *tck_input_name(const TckInput *input) {
        return input->name;
}

const char *tck_input_path(const TckInput *input) {
        return input->path;
}

gint64 tck_input_written(const TckInput *input) {
        return input->written;
}

/* ---- reading ---- */

/* 0 at the end or with an error. */
static gsize read_some(TckInput *input, char *bytes, gsize most, GError **error) {
        ssize_t n;

        do {
                if (input->waits && !tck_wait_readable(&input->fd, 1, tck_deadline(SILENCE_SECONDS), error)) {
                        g_prefix_error(error, "cannot read %s to its end: ", input->name);
                        return 0;
                }
                n = read(input->fd, bytes, most);
                /* The FIFO has a writer, which is silent. Without one, the read would return 0. */
                input->waits |= n < 0 && errno == EAGAIN;
        } while (n < 0 && (errno == EINTR || errno == EAGAIN));
        if (n < 0)
                refuse_errno(input, error);
        if (n == 0 && input->unpack && !tck_unpack_end(input->unpack, error))
                g_prefix_error(error, "%s is incomplete: ", input->name);
        return (gsize) MAX(n, 0);
}

const char *tck_input_head(TckInput *input, gsize *ret_length, GError **error) {
        GError *trouble = NULL;
        gsize n = 1;

        if (!input->looked) {
                input->looked = TRUE;
                input->head = g_malloc(TCK_INPUT_HEAD + 1);
                while (n && input->head_length < TCK_INPUT_HEAD) {
                        n = read_some(input, input->head + input->head_length, TCK_INPUT_HEAD - input->head_length,
                                      &trouble);
                        input->head_length += n;
                }
                input->head[input->head_length] = '\0';
        }
        *ret_length = input->head_length;
        if (!trouble || input->head_length) {
                /* The next read reports the error. */
                g_clear_error(&trouble);
                return input->head;
        }
        g_propagate_error(error, trouble);
        return NULL;
}

const char *tck_input_read(TckInput *input, gsize *ret_length, GError **error) {
        if (!input->taken) {
                input->taken = TRUE;
                if (tck_input_head(input, ret_length, error) && *ret_length) {
                        input->offset += *ret_length;
                        return input->head;
                }
                return NULL;
        }
        if (input->offset > BYTES_MAX) {
                tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s is longer than 64 GiB: the rest was not read",
                              input->name);
                return NULL;
        }
        *ret_length = read_some(input, input->piece, sizeof input->piece, error);
        input->offset += *ret_length;
        return *ret_length ? input->piece : NULL;
}

/* ---- lines ---- */

gboolean tck_input_each_line(TckInput *input, TckLineFunc func, gpointer data, GError **error) {
        g_autoptr(TckLines) lines = tck_lines_new(TCK_INPUT_LINE_MAX, func, data);
        GError *trouble = NULL;
        const char *piece;
        gsize length;

        while ((piece = tck_input_read(input, &length, &trouble)))
                tck_lines_feed(lines, piece, length);
        tck_lines_end(lines);
        if (!trouble)
                return TRUE;
        g_propagate_error(error, trouble);
        return FALSE;
}
