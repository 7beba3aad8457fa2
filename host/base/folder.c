/* SPDX-License-Identifier: BSD-2-Clause */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

enum { DEPTH_MAX = 16 };

gboolean tck_make_folder(const char *path, int mode, GError **error) {
        return g_mkdir_with_parents(path, mode) == 0 || tck_error_set_errno(error, "cannot make the folder %s", path);
}

void tck_remove_files(const char *folder, const char *part) {
        g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
        const char *name;

        while (directory && (name = g_dir_read_name(directory))) {
                g_autofree char *path = g_build_filename(folder, name, NULL);

                if (strstr(name, part))
                        unlink(path);
        }
}

/* ---- names ---- */

static gint by_name(gconstpointer one, gconstpointer other) {
        return strcmp(*(const char *const *) one, *(const char *const *) other);
}

/* NULL at the end, with errno 0, or on an error. */
static const struct dirent *next_entry(DIR *directory) {
        errno = 0;
        /* readdir() is safe here: the stream is not shared by threads. */
        return readdir(directory); /* cppcheck-suppress readdirCalled */
}

/* Adds the names, at most one more than allowed. FALSE with errno. */
static gboolean read_names(DIR *directory, guint most, GPtrArray *names) {
        const struct dirent *entry;

        while (names->len <= most && (entry = next_entry(directory)))
                if (!g_str_equal(entry->d_name, ".") && !g_str_equal(entry->d_name, ".."))
                        g_ptr_array_add(names, g_strdup(entry->d_name));
        return names->len > most || !errno;
}

GPtrArray *tck_folder_names(const char *folder, guint most, GError **error) {
        g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
        DIR *directory = opendir(folder);
        gboolean good = (directory && read_names(directory, most, names)) ||
                        tck_error_set_errno(error, "cannot read the folder %s", folder);

        if (directory)
                closedir(directory);
        if (good && names->len > most)
                good = tck_error_set(error, TCK_ERROR_ENVIRONMENT, "the folder %s has more than %u names", folder,
                                     most);
        g_ptr_array_sort(names, by_name);
        return good ? g_steal_pointer(&names) : NULL;
}

/* ---- walks ---- */

typedef struct {
        const char *folder;
        TckFolderVisit visit;
        gpointer data;
} Walk;

static gboolean walk_folder(const Walk *walk, const char *path, guint depth, GError **error);

/* The path is below the folder of the walk. */
static gboolean walk_entry(const Walk *walk, const char *path, guint depth, GError **error) {
        g_autofree char *whole = g_build_filename(walk->folder, path, NULL);
        struct stat status;

        if (lstat(whole, &status) < 0)
                return errno == ENOENT || tck_error_set_errno(error, "cannot read %s", whole);
        if (S_ISREG(status.st_mode))
                return walk->visit(walk->data, path, error);
        if (!S_ISDIR(status.st_mode))
                return TRUE;
        return depth < DEPTH_MAX ? walk_folder(walk, path, depth + 1, error)
                                 : tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s is more than %d folders below %s",
                                                 whole, DEPTH_MAX, walk->folder);
}

static gboolean walk_folder(const Walk *walk, const char *path, guint depth, GError **error) {
        g_autofree char *whole = g_build_filename(walk->folder, path, NULL);
        g_autoptr(GPtrArray) names = tck_folder_names(whole, TCK_FOLDER_NAMES_MAX, error);

        for (guint i = 0; names && i < names->len; i++) {
                g_autofree char *below = g_build_filename(path, names->pdata[i], NULL);

                if (!walk_entry(walk, below, depth, error))
                        return FALSE;
        }
        return names != NULL;
}

gboolean tck_folder_walk(const char *folder, TckFolderVisit visit, gpointer data, GError **error) {
        const Walk walk = {.folder = folder, .visit = visit, .data = data};

        return walk_folder(&walk, "", 0, error);
}
