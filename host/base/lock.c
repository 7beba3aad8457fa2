/* SPDX-License-Identifier: BSD-2-Clause */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "wait.h"

/* There is no event for a lock that becomes free before a deadline, so it is tried again, first soon, then less often: on a network each try is a
 * request to the server. */
enum { PAUSE_US = 5000, PAUSE_MAX_US = 200000 };

int tck_lock_open(const char *path, GError **error) {
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);

        if (fd < 0)
                tck_error_set_errno(error, "cannot use %s", path);
        return fd;
}

/* Of the whole file, whatever its length will be. */
static struct flock whole_file(void) {
        return (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET};
}

gboolean tck_lock(int fd, const char *path, gint64 deadline, GError **error) {
        guint pause = PAUSE_US;

        for (;;) {
                struct flock lock = whole_file();

                if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
                        return TRUE;
                if (errno != EAGAIN && errno != EACCES && errno != EINTR)
                        return tck_error_set_errno(error, "cannot lock %s", path);
                if (tck_cancelled())
                        return tck_error_set(error, TCK_ERROR_CANCELLED, "cancelled");
                if (g_get_monotonic_time() >= deadline)
                        return tck_error_set(error, TCK_ERROR_TIMEOUT, "another process has locked %s", path);
                g_usleep(pause);
                pause = MIN(2 * pause, PAUSE_MAX_US);
        }
}

gboolean tck_is_locked(const char *path) {
        g_auto(TckFd) fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        struct flock lock = whole_file();

        return fd >= 0 && fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
