/* SPDX-License-Identifier: BSD-2-Clause */
#include "core_reader.h"

#include <errno.h>
#include <unistd.h>

#include "error.h"

gboolean tck_core_malformed(GError **error, const char *what) {
        return tck_error_set(error, TCK_ERROR_PROTOCOL, "%s", what);
}

gboolean tck_core_in_time(gint64 deadline, GError **error) {
        if (g_get_monotonic_time() < deadline)
                return TRUE;
        return tck_error_set(error, TCK_ERROR_TIMEOUT, "reading it takes too long");
}

gboolean tck_core_lies_within(guint64 offset, guint64 length, guint64 size) {
        return offset <= size && length <= size - offset;
}

gboolean tck_core_read_at(int fd, guint64 offset, void *ret_bytes, gsize length, GError **error) {
        guint8 *to = ret_bytes;

        while (length) {
                ssize_t n = offset > G_MAXINT64 ? 0 : pread(fd, to, length, (off_t) offset);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return tck_error_set_errno(error, "cannot read it");
                if (n == 0)
                        return tck_core_malformed(error, "the file is too short");
                to += n;
                offset += (guint64) n;
                length -= (gsize) n;
        }
        return TRUE;
}
