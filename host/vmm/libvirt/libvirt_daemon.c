/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_daemon.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connect.h"
#include "error.h"
#include "file.h"
#include "folder.h"
#include "libvirt_pieces.h"
#include "libvirt_root.h"
#include "program.h"
#include "wait.h"

/* ---- its folders ---- */

static gboolean make_folders(const TckDaemon *daemon, GError **error) {
        static const char *const below[] = {"etc/libvirt", "cache", "run"};

        for (gsize i = 0; i < G_N_ELEMENTS(below); i++) {
                g_autofree char *path = g_build_filename(daemon->folder, below[i], NULL);

                if (!tck_make_folder(path, 0700, error))
                        return FALSE;
        }
        return !daemon->disk || tck_make_folder(daemon->disk, 0700, error);
}

/* The daemon writes the log files itself. By default it would start virtlogd for that. */
static gboolean write_config(const TckDaemon *daemon, const char *config, GError **error) {
        g_autofree char *path = g_build_filename(daemon->config, "qemu.conf", NULL);
        g_autofree char *text = g_strdup_printf("stdio_handler = \"file\"\n%s\n", config ? config : "");

        return g_file_set_contents(path, text, -1, error);
}

gboolean tck_daemon_left_any(const char *folder) {
        g_autofree char *path = g_build_filename(folder, "run/libvirt/qemu/run", NULL);

        return tck_libvirt_has_states(path);
}

/* ---- readiness ---- */

static gboolean says_ready(int fd) {
        char message[4096];
        ssize_t n = recv(fd, message, sizeof message - 1, MSG_DONTWAIT);

        if (n <= 0)
                return FALSE;
        message[n] = '\0';
        return strstr(message, "READY=1") != NULL;
}

static gboolean await_ready(TckDaemon *daemon, int fd, gint64 deadline, GError **error) {
        gboolean late = FALSE;

        for (;;) {
                const int fds[] = {fd, daemon->child->pidfd};
                int status;

                if (!tck_wait_again(deadline, &late, error) ||
                    !tck_wait_readable(fds, G_N_ELEMENTS(fds), deadline, error)) {
                        g_prefix_error(error, "waiting for %s to serve: ", daemon->program);
                        return FALSE;
                }
                if (says_ready(fd))
                        return TRUE;
                if (tck_child_wait(daemon->child, 0, &status, NULL)) {
                        g_autofree char *how = tck_child_status_text(status);

                        return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s %s; see %s", daemon->program, how,
                                             daemon->log);
                }
        }
}

/* ---- starting ---- */

static GStrv make_environment(const TckDaemon *daemon, const char *notify) {
        static const struct {
                const char *name, *below;
        } folders[] = {
                {"HOME", "."}, {"XDG_CONFIG_HOME", "etc"}, {"XDG_CACHE_HOME", "cache"}, {"XDG_RUNTIME_DIR", "run"}};
        GStrv environment = g_get_environ();

        for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
                g_autofree char *path = g_build_filename(daemon->folder, folders[i].below, NULL);

                environment = g_environ_setenv(environment, folders[i].name, path, TRUE);
        }
        environment = g_environ_setenv(environment, "NOTIFY_SOCKET", notify, TRUE);
        return g_environ_unsetenv(environment, "LIBVIRT_LOG_OUTPUTS");
}

/* Mounting needs a namespace in which the daemon is root; there it would run as a system daemon. So it runs in a second namespace, under
 * its own user. A new user namespace clears the parent-death signal, which setpriv sets again. */
static GPtrArray *command_line(const TckDaemon *daemon) {
        static const char in_namespace[] = "mount -t tmpfs -o size=512k,mode=0700 tmpfs \"$0\" &&"
                                           " exec unshare --user \"--map-user=$1\" \"--map-group=$2\""
                                           " setpriv --pdeathsig KILL \"$3\"";
        GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

        if (daemon->disk) {
                static const char *const enter[] = {"unshare", "--map-root-user", "--mount", "sh", "-c", in_namespace};

                for (gsize i = 0; i < G_N_ELEMENTS(enter); i++)
                        tck_argv_add(argv, enter[i]);
                tck_argv_add(argv, daemon->disk);
                g_ptr_array_add(argv, g_strdup_printf("%d", (int) geteuid()));
                g_ptr_array_add(argv, g_strdup_printf("%d", (int) getegid()));
        }
        tck_argv_add(argv, daemon->program);
        g_ptr_array_add(argv, NULL);
        return argv;
}

static gboolean spawn(TckDaemon *daemon, const char *notify, GError **error) {
        g_autoptr(GPtrArray) argv = command_line(daemon);
        g_auto(GStrv) environment = make_environment(daemon, notify);
        g_auto(TckFd) output = open(daemon->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

        if (output < 0)
                return tck_error_set_errno(error, "cannot write %s", daemon->log);
        daemon->child = tck_child_spawn_fed((const char *const *) argv->pdata, (const char *const *) environment, -1,
                                            output, error);
        return daemon->child != NULL;
}

gboolean tck_daemon_restart(TckDaemon *daemon, gint64 deadline, GError **error) {
        /* The daemon notifies this socket that it is ready, as a service of systemd would. */
        g_autofree char *notify = g_build_filename(daemon->folder, "run/notify", NULL);
        g_auto(TckFd) ready = tck_listen(notify, SOCK_DGRAM, error);

        return ready >= 0 && spawn(daemon, notify, error) && await_ready(daemon, ready, deadline, error);
}

static void name_uris(TckDaemon *daemon) {
        g_autofree char *name = g_path_get_basename(daemon->program);

        daemon->uri = g_strdup_printf("qemu:///session?socket=%s/run/libvirt/%s-sock", daemon->folder,
                                      g_str_equal(name, "libvirtd") ? "libvirt" : name);
        daemon->inner_uri = g_strdup_printf("qemu+ext://localhost/session?command=%s/relay", daemon->folder);
}

/* The command that connects its standard input and output to the daemon: libvirt's virt-ssh-helper. */
static gboolean write_relay(const TckDaemon *daemon, GError **error) {
        g_autofree char *name = g_path_get_basename(daemon->program);
        g_autofree char *path = g_build_filename(daemon->folder, "relay", NULL);
        g_autofree char *text =
                g_strdup_printf("#!/bin/sh\n"
                                "XDG_RUNTIME_DIR=%s/run exec virt-ssh-helper 'qemu:///session?mode=%s'\n",
                                daemon->folder, g_str_equal(name, "libvirtd") ? "legacy" : "direct");

        return g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0700, error);
}

/* A chroot(2) or the administrator can prevent user namespaces, nested ones, or mounts in them. */
static char *cannot_mount(void) {
        static const char script[] = "mount -t tmpfs tmpfs \"$0\" && exec unshare --user setpriv --pdeathsig KILL true";
        const char *argv[] = {"unshare", "--map-root-user", "--mount", "sh", "-c", script, g_get_tmp_dir(), NULL};
        g_autofree char *errors = NULL;
        g_autoptr(GError) error = NULL;
        int status = -1;

        g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                     &errors, &status, &error);
        return status == 0 ? NULL
                           : g_strdup_printf("no disk can be mounted in a user namespace: %s",
                                             error ? error->message : g_strchomp(errors));
}

char *tck_daemon_cannot(gboolean disk, gboolean *ret_elsewhere) {
        static const TckPiece needs[] = {TCK_PIECE_DAEMON, TCK_PIECE_RELAY};
        char *cannot;

        for (gsize i = 0; i < G_N_ELEMENTS(needs); i++) {
                char *missing = tck_piece_missing(needs[i]);

                if (missing)
                        return missing;
        }
        cannot = disk ? cannot_mount() : NULL;
        *ret_elsewhere = cannot != NULL;
        return cannot;
}

TckDaemon *tck_daemon_start(const char *folder, const char *config, const char *disk, const char *log, gint64 deadline,
                            GError **error) {
        g_autoptr(TckDaemon) daemon = g_new0(TckDaemon, 1);

        daemon->program = tck_piece_need(TCK_PIECE_DAEMON, error);
        if (!daemon->program)
                return NULL;
        daemon->folder = g_strdup(folder);
        daemon->disk = g_strdup(disk);
        daemon->log = g_strdup(log);
        name_uris(daemon);
        daemon->config = g_build_filename(folder, "etc/libvirt", NULL);
        daemon->logs = g_build_filename(folder, "cache/libvirt/qemu/log", NULL);
        if (!make_folders(daemon, error) || !write_config(daemon, config, error) || !write_relay(daemon, error) ||
            !tck_daemon_restart(daemon, deadline, error))
                return NULL;
        return g_steal_pointer(&daemon);
}

char *tck_daemon_disk(const TckDaemon *daemon) {
        return daemon->disk && daemon->child
                       ? g_strdup_printf("/proc/%d/root%s", (int) daemon->child->pid, daemon->disk)
                       : NULL;
}

void tck_daemon_kill(TckDaemon *daemon) {
        g_clear_pointer(&daemon->child, tck_child_free);
}

void tck_daemon_free(TckDaemon *daemon) {
        if (!daemon)
                return;
        tck_daemon_kill(daemon);
        g_free(daemon->program);
        g_free(daemon->folder);
        g_free(daemon->disk);
        g_free(daemon->log);
        g_free(daemon->uri);
        g_free(daemon->inner_uri);
        g_free(daemon->config);
        g_free(daemon->logs);
        g_free(daemon);
}
