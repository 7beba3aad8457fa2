/* SPDX-License-Identifier: BSD-2-Clause */
#include "digest.h"

#include <unistd.h>

#include "file.h"

enum { PIECE_BYTES = 1 << 18 };

char *tck_file_digest(const char *path) {
        guint64 size;
        g_auto(TckFd) fd = tck_open_regular(path, &size);
        g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
        g_autofree guchar *piece = g_malloc(PIECE_BYTES);
        ssize_t n = -1;

        while (fd >= 0 && (n = read(fd, piece, PIECE_BYTES)) > 0)
                g_checksum_update(sum, piece, n);
        return n == 0 ? g_strdup(g_checksum_get_string(sum)) : NULL;
}
