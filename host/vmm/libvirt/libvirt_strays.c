/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_strays.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "error.h"
#include "libvirt_xml.h"
#include "wait.h"

/* Whether one of the arguments has that in it. */
static gboolean has(const char *arguments, gsize length, const char *part) {
        return memmem(arguments, length, part, strlen(part)) != NULL;
}

static gboolean is_stray(const char *pid, const char *root) {
        g_autofree char *folder = g_build_filename("/proc", pid, NULL);
        g_autofree char *path = g_build_filename(folder, "cmdline", NULL);
        g_autofree char *below = g_strdup_printf("%s/", root);
        g_autofree char *arguments = NULL;
        struct stat status;
        gsize length;

        return stat(folder, &status) == 0 && status.st_uid == geteuid() &&
               g_file_get_contents(path, &arguments, &length, NULL) &&
               has(arguments, length, "guest=" TCK_DOMAIN_PREFIX) && has(arguments, length, below);
}

static gboolean fail(GError **error, const char *pid) {
        return tck_error_set_errno(error, "cannot end the hypervisor that was left behind as process %s", pid);
}

/* The descriptor is of the process that was looked at, whoever has the number afterwards. */
static gboolean end(const char *pid, const char *root, gint64 deadline, GError **error) {
        int pidfd = (int) syscall(SYS_pidfd_open, (pid_t) g_ascii_strtoll(pid, NULL, 10), 0);
        gboolean good = TRUE;

        if (pidfd < 0)
                return errno == ESRCH || fail(error, pid);
        if (is_stray(pid, root))
                good = (syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0) == 0 || errno == ESRCH ||
                        fail(error, pid)) &&
                       tck_wait_readable(&pidfd, 1, deadline, error);
        close(pidfd);
        return good;
}

gboolean tck_end_strays(const char *root, gint64 deadline, GError **error) {
        g_autoptr(GDir) processes = g_dir_open("/proc", 0, error);
        const char *name;

        if (!processes)
                return FALSE;
        while ((name = g_dir_read_name(processes)))
                if (g_ascii_isdigit(*name) && is_stray(name, root) && !end(name, root, deadline, error))
                        return FALSE;
        return TRUE;
}
