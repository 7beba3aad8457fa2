/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_strays.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "libvirt_xml.h"
#include "process.h"

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

/* The process is the one that was looked at, whoever has the number afterwards. */
static gboolean end(const char *pid, const char *root, gint64 deadline, GError **error) {
        g_autoptr(TckProcess) process = tck_process_open((GPid) g_ascii_strtoll(pid, NULL, 10));
        int trouble = process ? 0 : errno, status;

        if (process && !is_stray(pid, root))
                return TRUE;
        if (process)
                trouble = tck_process_kill(process);
        if (trouble && trouble != ESRCH) {
                errno = trouble;
                return tck_error_set_errno(error, "cannot end the hypervisor that was left behind as process %s", pid);
        }
        return !process || tck_process_wait(process, deadline, &status, error);
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
