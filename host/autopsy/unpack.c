/* SPDX-License-Identifier: BSD-2-Clause */
#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "file.h"
#include "wait.h"

static const double END_SECONDS = 10;

static const struct {
        const char *magic;
        gsize length;
        const char *program, *memory; /* the option that limits its memory; NULL: it needs little */
} formats[] = {
        {"\x1f\x8b", 2, "gzip", NULL},
        {"\xfd"
         "7zXZ\0",
         6, "xz", "--memlimit-decompress=256MiB"},
        {"BZh", 3, "bzip2", NULL},
        {"\x28\xb5\x2f\xfd", 4, "zstd", "--memory=256MB"},
};

struct TckUnpack {
        const char *program;
        TckChild *child;
        TckFd output;
};

/* The input of the program, written by a thread. */
struct feed {
        TckFd from, to;
        char *head;
        gsize length;
};

const char *tck_unpack_program(const char *head, gsize length) {
        for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
                if (length >= formats[i].length && memcmp(head, formats[i].magic, formats[i].length) == 0)
                        return formats[i].program;
        return NULL;
}

/* Copies until the end of the input, or until the program ends. */
static gpointer feed(gpointer data) {
        struct feed *feed = data;
        gboolean good = tck_write_fully(feed->to, feed->head, feed->length);
        char piece[64 << 10];
        ssize_t n = 1;

        while (good && n) {
                n = read(feed->from, piece, sizeof piece);
                if (n < 0 && errno == EAGAIN)
                        n = tck_wait_readable(&feed->from, 1, tck_deadline(G_MAXDOUBLE), NULL) ? n : 0;
                else if (n < 0 && errno != EINTR)
                        n = 0;
                if (n > 0)
                        good = tck_write_fully(feed->to, piece, (gsize) n);
        }
        tck_fd_close(feed->from);
        tck_fd_close(feed->to);
        g_free(feed->head);
        g_free(feed);
        return NULL;
}

/* The thread ends with the input or the program. */
static void start_to_feed(int from, int to, const char *head, gsize length) {
        struct feed *work = g_new(struct feed, 1);

        *work = (struct feed){fcntl(from, F_DUPFD_CLOEXEC, 3), to, g_memdup2(head, length), length};
        g_thread_unref(g_thread_new("unpack", feed, work));
}

static const char *memory_of(const char *program) {
        for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
                if (formats[i].program == program)
                        return formats[i].memory;
        return NULL;
}

/* The program's messages would be mixed with its output. */
static TckChild *start(const char *program, int input, int output, GError **error) {
        const char *const argv[] = {"sh",    "-c",  "exec \"$@\" 2>/dev/null", "sh",
                                    program, "-dc", memory_of(program),        NULL};
        g_auto(GStrv) environment = g_get_environ();

        return tck_child_spawn_fed(argv, (const char *const *) environment, input, output, error);
}

TckUnpack *tck_unpack_new(const char *program, int fd, const char *head, gsize length, GError **error) {
        g_autofree char *path = g_find_program_in_path(program);
        TckUnpack *unpack;
        int in[2], out[2];

        if (!path) {
                tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                              "it is compressed, and %s, which decompresses it, is not installed", program);
                return NULL;
        }
        if (pipe2(in, O_CLOEXEC) < 0) {
                tck_error_set_errno(error, "a pipe");
                return NULL;
        }
        if (pipe2(out, O_CLOEXEC) < 0) {
                tck_error_set_errno(error, "a pipe");
                tck_fd_close(in[0]);
                tck_fd_close(in[1]);
                return NULL;
        }
        unpack = g_new(TckUnpack, 1);
        *unpack = (TckUnpack){program, start(program, in[0], out[1], error), out[0]};
        tck_fd_close(in[0]);
        tck_fd_close(out[1]);
        if (unpack->child) {
                start_to_feed(fd, in[1], head, length);
                return unpack;
        }
        tck_fd_close(in[1]);
        tck_unpack_free(unpack);
        return NULL;
}

void tck_unpack_free(TckUnpack *unpack) {
        if (!unpack)
                return;
        tck_fd_close(unpack->output);
        tck_child_free(unpack->child);
        g_free(unpack);
}

int tck_unpack_fd(const TckUnpack *unpack) {
        return unpack->output;
}

gboolean tck_unpack_end(TckUnpack *unpack, GError **error) {
        g_autofree char *how = NULL;
        int status;

        if (!tck_child_wait(unpack->child, tck_deadline(END_SECONDS), &status, error))
                return FALSE;
        if (!status)
                return TRUE;
        how = tck_child_status_text(status);
        return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s %s", unpack->program, how);
}
