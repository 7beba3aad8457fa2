/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "folder.h"

enum { NAMES_MAX = 6, NAME_BYTES_MAX = 255, FILES_MAX = 1 << 16 };

#define BYTES_MAX (G_GUINT64_CONSTANT(1) << 30)

struct TckLabFiles {
        int folder;
        guint64 bytes;    /* of all files */
        GHashTable *ends; /* path → gint64, the bytes that the file has so far */
};

TckLabFiles *tck_lab_files_new(const char *folder, GError **error) {
        int fd = tck_make_folder(folder, 0755, error) ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
        TckLabFiles *files = fd >= 0 ? g_new0(TckLabFiles, 1) : NULL;

        if (!files) {
                if (error && !*error)
                        tck_error_set_errno(error, "cannot open the folder %s", folder);
                return NULL;
        }
        files->folder = fd;
        files->ends = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        return files;
}

void tck_lab_files_free(TckLabFiles *files) {
        if (!files)
                return;
        close(files->folder);
        g_hash_table_unref(files->ends);
        g_free(files);
}

/* ---- paths ---- */

static gboolean is_plain_name(const char *name) {
        static const char marks[] = "-_.+=,@:!%^~()";

        if (!*name || *name == '.' || strlen(name) > NAME_BYTES_MAX)
                return FALSE;
        for (; *name; name++)
                if (!g_ascii_isalnum(*name) && !strchr(marks, *name))
                        return FALSE;
        return TRUE;
}

gboolean tck_lab_path_is_plain(const char *path) {
        g_auto(GStrv) names = g_strsplit(path, "/", NAMES_MAX + 1);

        if (!*names || g_strv_length(names) > NAMES_MAX)
                return FALSE;
        for (char **name = names; *name; name++)
                if (!is_plain_name(*name))
                        return FALSE;
        return TRUE;
}

/* Opens the folder, creating it if it does not exist. -1 with errno. */
static int enter(int folder, const char *name) {
        if (mkdirat(folder, name, 0755) < 0 && errno != EEXIST)
                return -1;
        return openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Opens the file for appending and creates the folders above it. A new file replaces one that an earlier run left. -1 with errno. */
static int open_file(const TckLabFiles *files, const char *path, gboolean new) {
        const int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC;
        g_auto(GStrv) names = g_strsplit(path, "/", -1);
        char **name = names;
        int folder = fcntl(files->folder, F_DUPFD_CLOEXEC, 0), fd;

        for (; folder >= 0 && name[1]; name++) {
                int below = enter(folder, *name);

                tck_fd_close(folder);
                folder = below;
        }
        if (folder >= 0 && new &&unlinkat(folder, *name, 0) < 0 && errno != ENOENT) {
                tck_fd_close(folder);
                return -1;
        }
        fd = folder < 0 ? -1 : openat(folder, *name, flags | (new ? O_CREAT | O_EXCL : 0), 0644);
        tck_fd_close(folder);
        return fd;
}

/* ---- adding ---- */

static gboolean add_bytes(TckLabFiles *files, const char *path, gint64 offset, const guchar *bytes, gsize length,
                          GError **error) {
        gint64 *end = g_hash_table_lookup(files->ends, path);
        g_auto(TckFd) fd = -1;

        if (offset != (end ? *end : 0))
                return tck_error_set(error, TCK_ERROR_PROTOCOL,
                                     "the lab sent a piece of %s that does not follow the previous one", path);
        if (!end && g_hash_table_size(files->ends) == FILES_MAX)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the lab sent too many files");
        fd = open_file(files, path, !end);
        if (fd < 0 || !tck_write_fully(fd, (const char *) bytes, length))
                return tck_error_set_errno(error, "cannot write %s from the lab", path);
        if (!end)
                g_hash_table_insert(files->ends, g_strdup(path), end = g_new0(gint64, 1));
        *end += (gint64) length;
        return TRUE;
}

gboolean tck_lab_files_add(TckLabFiles *files, const char *path, gint64 offset, const char *base64, GError **error) {
        gsize length = 0;
        g_autofree guchar *bytes = g_base64_decode(base64, &length);

        if (!tck_lab_path_is_plain(path))
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the lab sent a file with an invalid path");
        files->bytes += length;
        if (files->bytes > BYTES_MAX)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the lab sent too many bytes of files");
        return add_bytes(files, path, offset, bytes, length, error);
}
