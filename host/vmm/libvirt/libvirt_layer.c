/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_layer.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "folder.h"
#include "libvirt_error.h"
#include "libvirt_pieces.h"
#include "libvirt_root.h"
#include "wait.h"

enum { WORKERS_MAX = 64, KERNEL_MAX = 64 << 20 };

char *tck_libvirt_new_name(TckLibvirt *libvirt) {
        return g_strdup_printf(TCK_DOMAIN_PREFIX "%d-%d", (int) getpid(),
                               g_atomic_int_add(libvirt->first ? &libvirt->first->names : &libvirt->names, 1));
}

/* ---- leftovers of a killed run ---- */

static gboolean clean_at(const char *uri, GError **error) {
        g_autoptr(TckConnection) connection = tck_connection_open(uri, error);

        return connection && tck_connection_clean(connection, TRUE, error);
}

/* The kit's own daemon may have been killed with its domains running. Started again, it finds them. */
static gboolean clean_daemon(const TckLibvirt *libvirt, const char *folder, GError **error) {
        g_autofree char *log = g_build_filename(libvirt->options.directory, "clean.log", NULL);
        g_autoptr(TckDaemon) daemon = NULL;

        if (!tck_daemon_left_any(folder))
                return TRUE;
        daemon = tck_daemon_start(folder, NULL, NULL, log, tck_deadline(libvirt->options.timeout), error);
        return daemon && clean_at(daemon->inner_uri, error);
}

static gboolean clean_daemons(const TckLibvirt *libvirt, GError **error) {
        for (guint i = 0; i < WORKERS_MAX; i++) {
                g_autofree char *folder = g_strdup_printf("%s/d%u", libvirt->root, i);

                if (!clean_daemon(libvirt, folder, error))
                        return FALSE;
        }
        return TRUE;
}

/* Removes files that are named after the kit's domains. */
static void clean_files(const TckLibvirt *libvirt) {
        static const char *const below[] = {"lib/qemu/dump", "lib/qemu/save", "log/qemu"};

        for (gsize i = 0; libvirt->embed && i < G_N_ELEMENTS(below); i++) {
                g_autofree char *folder = g_build_filename(libvirt->embed, below[i], NULL);

                tck_remove_files(folder, TCK_DOMAIN_PREFIX);
        }
}

/* ---- beginning ---- */

/* Sets the variables by which libvirt finds a user's folders. */
static void move_home(const TckLibvirt *libvirt) {
        static const char *const names[] = {"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"};

        for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
                g_setenv(names[i], libvirt->root, TRUE);
}

static gboolean connect_embedded(TckLibvirt *libvirt, GError **error) {
        g_autofree char *etc = tck_libvirt_root_folder(libvirt->root, "embed/etc", 0700, error);
        g_autofree char *config = etc ? g_build_filename(etc, "qemu.conf", NULL) : NULL;
        g_autofree char *uri = NULL, *driver = etc ? tck_piece_need(TCK_PIECE_DRIVER, error) : NULL;

        /* The driver writes the logs itself. By default it would start virtlogd, and leave it running. */
        if (!driver || !g_file_set_contents(config, "stdio_handler = \"file\"\n", -1, error))
                return FALSE;
        libvirt->embed = g_path_get_dirname(etc);
        move_home(libvirt);
        uri = g_strdup_printf("qemu:///embed?root=%s", libvirt->embed);
        libvirt->connection = tck_connection_open(uri, error);
        return libvirt->connection && tck_connection_clean(libvirt->connection, TRUE, error) &&
               clean_daemons(libvirt, error) &&
               tck_end_strays(libvirt->root, tck_deadline(libvirt->options.timeout), error);
}

static gboolean connect(TckLibvirt *libvirt, GError **error) {
        if (!libvirt->options.connect)
                return connect_embedded(libvirt, error);
        libvirt->connection = tck_connection_open(libvirt->options.connect, error);
        return libvirt->connection && tck_connection_clean(libvirt->connection, FALSE, error);
}

gboolean tck_libvirt_is_of_this_machine(const TckLibvirt *libvirt) {
        const char *uri = libvirt->options.connect;

        return !uri || g_str_equal(uri, "qemu:///system") || g_str_equal(uri, "qemu:///session");
}

static void look_around(TckLibvirt *libvirt) {
        if (!tck_libvirt_is_of_this_machine(libvirt))
                return;
        libvirt->no_sysfs = tck_sysfs_missing();
        libvirt->no_helper = tck_piece_missing(TCK_PIECE_HELPER);
        libvirt->broken_helper = tck_helper_broken();
}

static gboolean ask_version(TckLibvirt *libvirt, GError **error) {
        unsigned long version;
        guint major, minor, micro;

        if (virConnectGetLibVersion(libvirt->connection->handle, &version) < 0)
                return tck_set_libvirt_error(error, "libvirt has no version");
        major = (guint) (version / 1000000);
        minor = (guint) (version / 1000 % 1000);
        micro = (guint) (version % 1000);
        libvirt->version = major * 10000 + minor * 100 + micro;
        libvirt->version_text = g_strdup_printf("%u.%u.%u", major, minor, micro);
        return TRUE;
}

GBytes *tck_libvirt_read_kernel(const char *path, GError **error) {
        gsize length;
        char *data = tck_file_read(path, KERNEL_MAX, &length, error);

        return data ? g_bytes_new_take(data, length) : NULL;
}

/* The user that the hypervisor runs as may have no access to the folder where the kernel was built. */
static gboolean copy_kernel(TckLibvirt *libvirt, GError **error) {
        gsize length;
        const char *data = g_bytes_get_data(libvirt->options.kernel, &length);

        libvirt->kernel = g_strdup_printf("%s/pvpanic-tck-%s.elf", libvirt->root, libvirt->options.arch->name);
        return g_file_set_contents_full(libvirt->kernel, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0644,
                                        error);
}

static gboolean begin(TckLibvirt *libvirt, GError **error) {
        g_autofree char *log = g_build_filename(libvirt->options.directory, "libvirt.log", NULL);

        /* Messages of the programs started from here on are compared with the English ones. */
        g_setenv("LC_ALL", "C", TRUE);
        libvirt->root = tck_libvirt_root_take(error);
        if (!libvirt->root || !copy_kernel(libvirt, error) || !tck_libvirt_prepare(log, error) ||
            !connect(libvirt, error) || !ask_version(libvirt, error))
                return FALSE;
        clean_files(libvirt);
        look_around(libvirt);
        return TRUE;
}

TckLibvirt *tck_libvirt_new(const TckLibvirtOptions *options, GError **error) {
        g_autoptr(TckLibvirt) libvirt = g_new0(TckLibvirt, 1);

        libvirt->options = *options;
        libvirt->options.vms = NULL;
        libvirt->uri = options->connect ? options->connect : "qemu:///embed";
        if ((!options->connect && !tck_step_down(options->directory, options->vms, error)) || !begin(libvirt, error))
                return NULL;
        return g_steal_pointer(&libvirt);
}

TckLibvirt *tck_libvirt_again(TckLibvirt *first, const TckLibvirtOptions *options, GError **error) {
        g_autoptr(TckLibvirt) libvirt = g_memdup2(first, sizeof *first);

        libvirt->first = first;
        libvirt->options = *options;
        libvirt->options.vms = NULL;
        return copy_kernel(libvirt, error) ? g_steal_pointer(&libvirt) : NULL;
}

static void close_first(TckLibvirt *libvirt) {
        g_autoptr(GError) error = NULL;

        tck_connection_close(libvirt->connection);
        g_free(libvirt->root);
        if (!tck_step_up(&error))
                g_error("%s", error->message);
        g_free(libvirt->embed);
        g_free(libvirt->version_text);
        g_free(libvirt->no_sysfs);
        g_free(libvirt->no_helper);
        g_free(libvirt->broken_helper);
}

void tck_libvirt_free(TckLibvirt *libvirt) {
        if (!libvirt)
                return;
        if (!libvirt->first)
                close_first(libvirt);
        g_free(libvirt->kernel);
        g_free(libvirt);
}

/* ---- the stage of a case ---- */

static char *worker_folder(const TckLibvirt *libvirt, const char *what, guint worker, int mode, GError **error) {
        g_autofree char *name = g_strdup_printf("%s%u", what, worker);

        return tck_libvirt_root_folder(libvirt->root, name, mode, error);
}

static gboolean wants_own_daemon(const TckLibvirt *libvirt, const TckDomainSpec *spec) {
        return spec->own_daemon || spec->config || spec->small_disk || (spec->daemon && !libvirt->options.connect);
}

char *tck_stage_cannot(const TckLibvirt *libvirt, const TckDomainSpec *spec, gboolean *ret_elsewhere) {
        gboolean own = wants_own_daemon(libvirt, spec);

        *ret_elsewhere = own && libvirt->options.connect;
        if (*ret_elsewhere)
                return g_strdup("it needs a daemon of the kit's own, and --connect names another");
        if (libvirt->no_sysfs)
                return g_strdup(libvirt->no_sysfs);
        if (tck_domain_spec_saves(spec) && libvirt->no_helper)
                return g_strdup(libvirt->no_helper);
        return own ? tck_daemon_cannot(spec->small_disk, ret_elsewhere) : NULL;
}

static gboolean set_own_daemon(const TckLibvirt *libvirt, const TckDomainSpec *spec, guint worker,
                               const char *directory, TckStage *stage, GError **error) {
        g_autofree char *folder = worker_folder(libvirt, "d", worker, 0711, error);
        g_autofree char *cores = folder ? g_build_filename(folder, "cores", NULL) : NULL;
        g_autofree char *log = g_build_filename(directory, "daemon.log", NULL);
        g_autoptr(GString) config = g_string_new(spec->config);

        if (!folder || !clean_daemon(libvirt, folder, error))
                return FALSE;
        g_string_replace(config, "%s", cores, 0);
        stage->daemon = tck_daemon_start(folder, config->str, spec->small_disk ? cores : NULL, log,
                                         tck_deadline(libvirt->options.timeout), error);
        if (!stage->daemon)
                return FALSE;
        stage->uri = stage->daemon->uri;
        stage->connection = tck_connection_open(stage->daemon->inner_uri, error);
        stage->own_connection = TRUE;
        stage->logs = g_strdup(stage->daemon->logs);
        stage->cores = spec->small_disk ? tck_daemon_disk(stage->daemon)
                       : spec->config && strstr(spec->config, "%s")
                               ? g_steal_pointer(&cores)
                               : g_build_filename(stage->daemon->config, "qemu", "dump", NULL);
        return stage->connection != NULL;
}

/* The path of libvirt's folder, or NULL if this process cannot read it. A folder that does not exist yet counts as readable. */
static char *readable(const char *base, const char *below) {
        char *path = g_build_filename(base, below, NULL);

        if (access(path, R_OK | X_OK) < 0 && errno != ENOENT)
                g_clear_pointer(&path, g_free);
        return path;
}

/* Sets the folders of this machine's system or session libvirt. */
static void set_shared(const TckLibvirt *libvirt, TckStage *stage) {
        if (g_str_equal(libvirt->options.connect, "qemu:///session"))
                stage->cores = readable(g_get_user_config_dir(), "libvirt/qemu/dump");
        else if (g_str_equal(libvirt->options.connect, "qemu:///system"))
                stage->cores = readable("/var/lib", "libvirt/qemu/dump");
        stage->logs = tck_libvirt_logs(libvirt->options.connect);
}

static void set_embedded(const TckLibvirt *libvirt, TckStage *stage) {
        stage->connection = libvirt->connection;
        stage->uri = libvirt->connection->uri;
        if (!libvirt->embed) {
                set_shared(libvirt, stage);
                return;
        }
        stage->cores = g_build_filename(libvirt->embed, "lib/qemu/dump", NULL);
        stage->logs = g_build_filename(libvirt->embed, "log/qemu", NULL);
}

gboolean tck_stage_set(TckLibvirt *libvirt, const TckDomainSpec *spec, guint worker, const char *directory,
                       TckStage *ret_stage, GError **error) {
        if (tck_domain_spec_saves(spec) && libvirt->broken_helper)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s", libvirt->broken_helper);
        /* The hypervisor, which may run as another user, writes the console there. */
        ret_stage->work = worker_folder(libvirt, "w", worker, libvirt->options.connect ? 0777 : 0711, error);
        if (!ret_stage->work)
                return FALSE;
        if (wants_own_daemon(libvirt, spec))
                return set_own_daemon(libvirt, spec, worker, directory, ret_stage, error);
        set_embedded(libvirt, ret_stage);
        return TRUE;
}

void tck_stage_clear(TckStage *stage) {
        if (stage->own_connection)
                tck_connection_close(stage->connection);
        tck_daemon_free(stage->daemon);
        g_free(stage->work);
        g_free(stage->cores);
        g_free(stage->logs);
}
