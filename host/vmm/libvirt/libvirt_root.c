/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_root.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "file.h"
#include "folder.h"
#include "libvirt_xml.h"
#include "lock.h"

enum {
        ROOTS_MAX = 16,
        /* sun_path limits the path of a socket; libvirt appends some seventy characters to the root */
        LENGTH_MAX = 34,
        MODE = 0711, /* other users may access known paths below it */
};

static char *base_path(void) {
        const char *cache = g_getenv("XDG_CACHE_HOME");
        g_autofree char *path = g_build_filename(cache ? cache : "", "pvpanic-tck", NULL);

        if (cache && g_path_is_absolute(cache) && strlen(path) <= LENGTH_MAX && access(cache, W_OK) == 0)
                return g_steal_pointer(&path);
        return g_strdup_printf("/var/tmp/pvpanic-tck-%d", (int) geteuid());
}

/* /var/tmp is writable for all: another user may have created the folder. */
static gboolean is_ours(const char *path, GError **error) {
        struct stat status;

        if (lstat(path, &status) < 0)
                return tck_error_set_errno(error, "cannot look at %s", path);
        if (S_ISDIR(status.st_mode) && status.st_uid == geteuid() && !(status.st_mode & 022))
                return TRUE;
        return tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                             "%s is not a folder that this user alone can write: remove it, or set XDG_CACHE_HOME",
                             path);
}

static gboolean make_folder(const char *path, int mode, GError **error) {
        return tck_make_folder(path, mode, error) && is_ours(path, error) &&
               (chmod(path, (mode_t) mode) == 0 || tck_error_set_errno(error, "cannot set the mode of %s", path));
}

/* Locks the root until this process ends, unless another process has locked it: then *ret_taken is set. */
static gboolean lock_root(const char *path, gboolean *ret_taken, GError **error) {
        g_autofree char *file = g_build_filename(path, "lock", NULL);
        g_auto(TckFd) fd = tck_lock_open(file, error);
        g_autoptr(GError) local = NULL;

        if (fd < 0)
                return FALSE;
        if (tck_lock(fd, file, 0, &local)) {
                (void) g_steal_fd(&fd);
                return TRUE;
        }
        *ret_taken = g_error_matches(local, TCK_ERROR, TCK_ERROR_TIMEOUT);
        if (!*ret_taken)
                g_propagate_error(error, g_steal_pointer(&local));
        return FALSE;
}

gboolean tck_libvirt_has_states(const char *folder) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GDir) states = g_dir_open(folder, 0, &error);
        const char *name;

        if (!states && !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) &&
            !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
                return TRUE;
        while (states && (name = g_dir_read_name(states)))
                if (g_str_has_suffix(name, ".xml"))
                        return TRUE;
        return FALSE;
}

/* The embedded driver and the kit's own daemon keep their states in different folders. */
static gboolean has_leftovers(const char *path) {
        g_autofree char *embedded = g_build_filename(path, "embed/run/qemu", NULL);
        g_autoptr(GDir) root = g_dir_open(path, 0, NULL);
        gboolean left = tck_libvirt_has_states(embedded);
        const char *name;

        while (!left && root && (name = g_dir_read_name(root))) {
                g_autofree char *states = g_build_filename(path, name, "run/libvirt/qemu/run", NULL);

                left = tck_libvirt_has_states(states);
        }
        return left;
}

/* Takes the root unless another process has it, which is no error. */
static gboolean try_root(const char *path, char **ret_root, GError **error) {
        gboolean taken = FALSE;

        if (!make_folder(path, MODE, error))
                return FALSE;
        if (!lock_root(path, &taken, error))
                return taken;
        *ret_root = g_strdup(path);
        return TRUE;
}

/* Takes the first free root; with `left`, only one with leftovers. */
static gboolean find_root(const char *base, gboolean left, char **ret_root, GError **error) {
        for (guint i = 0; !*ret_root && i < ROOTS_MAX; i++) {
                g_autofree char *path = g_strdup_printf("%s/%u", base, i);

                if ((!left || has_leftovers(path)) && !try_root(path, ret_root, error))
                        return FALSE;
        }
        return TRUE;
}

char *tck_libvirt_root_take(GError **error) {
        g_autofree char *base = base_path();
        char *root = NULL;

        if (!make_folder(base, MODE, error) || !find_root(base, TRUE, &root, error) ||
            !find_root(base, FALSE, &root, error))
                return NULL;
        if (!root)
                tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%d other runs use all roots below %s", ROOTS_MAX, base);
        return root;
}

char *tck_libvirt_root_folder(const char *root, const char *path, int mode, GError **error) {
        g_autofree char *folder = g_build_filename(root, path, NULL);

        if (g_mkdir_with_parents(folder, mode) < 0 || chmod(folder, (mode_t) mode) < 0) {
                tck_error_set_errno(error, "cannot make the folder %s", folder);
                return NULL;
        }
        return g_steal_pointer(&folder);
}

/* ---- users ---- */

#define NOBODY "nobody"
static gboolean stepped_down;

static gboolean find_nobody(uid_t *ret_uid, gid_t *ret_gid, GError **error) {
        struct passwd entry, *found = NULL;
        char texts[4096];

        if (getpwnam_r(NOBODY, &entry, texts, sizeof texts, &found) != 0 || !found || !found->pw_uid)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "there is no user " NOBODY " to run libvirt as");
        *ret_uid = found->pw_uid;
        *ret_gid = found->pw_gid;
        return TRUE;
}

static gboolean begins_with_one(const char *text, const char *const *names) {
        for (; names && *names; names++)
                if (g_str_has_prefix(text, *names))
                        return TRUE;
        return FALSE;
}

/* Whether this user can use the folder, and those below it whose names begin so. */
static gboolean can_use(const char *folder, const char *const *names, GError **error) {
        g_autoptr(GDir) entries = NULL;
        const char *entry;

        if (access(folder, W_OK | X_OK) < 0)
                return tck_error_set_errno(error, "root runs libvirt as the user nobody, who cannot access %s", folder);
        entries = g_dir_open(folder, 0, error);
        while (entries && (entry = g_dir_read_name(entries))) {
                g_autofree char *path = g_build_filename(folder, entry, NULL);

                if (begins_with_one(entry, names) && access(path, W_OK | X_OK) < 0)
                        return tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                                             "root runs libvirt as the user nobody, who cannot write to %s, which "
                                             "another run has left: remove %s, or name another folder with --output",
                                             path, folder);
        }
        return entries != NULL;
}

gboolean tck_step_down(const char *folder, const char *const *names, GError **error) {
        int death = 0;
        uid_t uid;
        gid_t gid;

        if (geteuid() != 0)
                return TRUE;
        if (!find_nobody(&uid, &gid, error))
                return FALSE;
        if (chown(folder, uid, gid) < 0)
                return tck_error_set_errno(error, "cannot change the owner of %s", folder);
        prctl(PR_GET_PDEATHSIG, &death);
        /* The saved user ID stays root, so that tck_step_up() can return. exec resets it, so a child cannot. */
        if (setgroups(0, NULL) < 0 || setresgid(gid, gid, 0) < 0 || setresuid(uid, uid, 0) < 0)
                return tck_error_set_errno(error, "cannot become the user %s", NOBODY);
        stepped_down = TRUE;
        /* Otherwise /proc/self belongs to root, and libvirt cannot read it. */
        prctl(PR_SET_DUMPABLE, 1);
        /* Changing the user clears this as well. */
        prctl(PR_SET_PDEATHSIG, death);
        if (can_use(folder, names, error))
                return TRUE;
        tck_step_up(NULL);
        return FALSE;
}

gboolean tck_step_up(GError **error) {
        if (!stepped_down)
                return TRUE;
        if (setresuid(0, 0, 0) < 0 || setresgid(0, 0, 0) < 0)
                return tck_error_set_errno(error, "cannot become the user root again");
        stepped_down = FALSE;
        return TRUE;
}

/* ---- processes unknown to libvirt ---- */

/* Whether `part` occurs in one of the arguments. */
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

/* Checked again once the process is open, because its ID may have been reused. */
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
