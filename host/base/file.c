/* SPDX-License-Identifier: BSD-2-Clause */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "error.h"

/* Appends up to the end, or to one byte more than may be. FALSE with errno. */
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
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        gboolean good = fd >= 0 && read_all(fd, most, bytes);

        if (!good)
                g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "cannot read %s: %s", path, g_strerror(errno));
        else if (bytes->len > most)
                g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT,
                            "cannot read %s: it has more than %" G_GSIZE_FORMAT " bytes", path, most);
        if (fd >= 0)
                close(fd);
        if (!good || bytes->len > most)
                return NULL;
        if (ret_length)
                *ret_length = bytes->len;
        g_byte_array_append(bytes, (const guint8 *) "", 1);
        return (char *) g_byte_array_free(g_steal_pointer(&bytes), FALSE);
}
