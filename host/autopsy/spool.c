/* SPDX-License-Identifier: BSD-2-Clause */
#include "spool.h"

#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"

struct TckSpool {
        char *path;
        TckFd fd;
};

static gboolean is_zero(const char *bytes, gsize length) {
        return !*bytes && memcmp(bytes, bytes + 1, length - 1) == 0;
}

/* Copies the input. Zeroes become holes, which take no space. */
static gboolean fill(int fd, TckInput *input, GError **error) {
        g_autoptr(GError) trouble = NULL;
        const char *piece;
        off_t end = 0;
        gsize length;

        while ((piece = tck_input_read(input, &length, &trouble))) {
                gboolean good = is_zero(piece, length) ? lseek(fd, (off_t) length, SEEK_CUR) >= 0
                                                       : tck_write_fully(fd, piece, length);

                if (!good)
                        return tck_error_set_errno(error, "cannot store what is read from %s in %s",
                                                   tck_input_name(input), g_get_tmp_dir());
                end += (off_t) length;
        }
        if (trouble) {
                g_propagate_error(error, g_steal_pointer(&trouble));
                return FALSE;
        }
        return ftruncate(fd, end) == 0 || tck_error_set_errno(error, "cannot store what is read");
}

TckSpool *tck_spool_new(TckInput *input, GError **error) {
        g_autoptr(TckSpool) spool = g_new(TckSpool, 1);

        spool->path = g_strdup(tck_input_path(input));
        spool->fd = -1;
        if (spool->path)
                return g_steal_pointer(&spool);
        spool->fd = tck_open_unnamed(NULL, error);
        if (spool->fd < 0 || !fill(spool->fd, input, error))
                return NULL;
        spool->path = g_strdup_printf("/proc/self/fd/%d", spool->fd);
        return g_steal_pointer(&spool);
}

void tck_spool_free(TckSpool *spool) {
        if (!spool)
                return;
        tck_fd_close(spool->fd);
        g_free(spool->path);
        g_free(spool);
}

const char *tck_spool_path(const TckSpool *spool) {
        return spool->path;
}
