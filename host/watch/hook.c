/* SPDX-License-Identifier: BSD-2-Clause */
#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "file.h"

/* An unnamed file, because writing to a pipe would block if the hook does not read. */
static int make_input(const TckIncident *incident, GError **error) {
        g_autofree char *text = tck_incident_to_json(incident);
        int fd = memfd_create("incident", MFD_CLOEXEC);
        size_t length = strlen(text);

        if (fd >= 0 && write(fd, text, length) == (ssize_t) length && lseek(fd, 0, SEEK_SET) == 0)
                return fd;
        tck_error_set_errno(error, "cannot pass the incident to the hook");
        if (fd >= 0)
                close(fd);
        return -1;
}

static GStrv make_environment(const TckIncident *incident, const char *directory) {
        GStrv environment = g_get_environ();

        environment = g_environ_setenv(environment, "PVPANIC_TCK_KIND", tck_incident_kinds[incident->kind].name, TRUE);
        environment = g_environ_setenv(environment, "PVPANIC_TCK_GUEST", incident->guest, TRUE);
        return g_environ_setenv(environment, "PVPANIC_TCK_DIRECTORY", directory, TRUE);
}

static gboolean await(TckChild *child, gint64 deadline, GError **error) {
        g_autoptr(GError) local = NULL;
        g_autofree char *how = NULL;
        int status;

        if (!tck_child_wait(child, deadline, &status, &local)) {
                if (g_error_matches(local, TCK_ERROR, TCK_ERROR_TIMEOUT))
                        tck_error_set(error, TCK_ERROR_TIMEOUT, "it took too long and was killed");
                else
                        g_propagate_error(error, g_steal_pointer(&local));
                return FALSE;
        }
        if (status == 0)
                return TRUE;
        how = tck_child_status_text(status);
        return tck_error_set(error, TCK_ERROR_REFUSED, "it %s; its output is in hook.log", how);
}

gboolean tck_hook_run(const char *command, const TckIncident *incident, const char *directory, gint64 deadline,
                      GError **error) {
        g_autofree char *log = g_build_filename(directory, "hook.log", NULL);
        g_auto(GStrv) environment = make_environment(incident, directory);
        g_auto(TckFd) input = -1, output = -1;
        g_autoptr(TckChild) child = NULL;
        g_auto(GStrv) argv = NULL;

        if (!g_shell_parse_argv(command, NULL, &argv, error))
                return FALSE;
        input = make_input(incident, error);
        if (input < 0)
                return FALSE;
        output = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (output < 0)
                return tck_error_set_errno(error, "%s", log);
        child = tck_child_spawn_fed((const char *const *) argv, (const char *const *) environment, input, output,
                                    error);
        return child && await(child, deadline, error);
}
