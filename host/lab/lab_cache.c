/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_cache.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "folder.h"

enum {
        DIGITS = 20, /* of a digest in a folder's name */
        KEPT = 4,    /* labs, of about 400 MB each */
};

/* Increase it when a lab is built differently from the same parts. */
static const char form[] = "1";

char *tck_lab_cache(void) {
        return g_build_filename(g_get_user_cache_dir(), "pvpanic-tck", "lab", NULL);
}

/* ---- the digest ---- */

/* Identifies the file by path, inode, size and time, without reading it. */
static gboolean add_file(GChecksum *sum, const char *path, GError **error) {
        struct stat status;
        g_autofree char *words = NULL;

        if (stat(path, &status) < 0)
                return tck_error_set_errno(error, "cannot read %s", path);
        words = g_strdup_printf("%s %llu %lld %lld.%09ld\n", path, (unsigned long long) status.st_ino,
                                (long long) status.st_size, (long long) status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
        g_checksum_update(sum, (const guchar *) words, -1);
        return TRUE;
}

char *tck_lab_folder(const TckCpio *contents, const char *kernel, const char *program, GError **error) {
        g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
        g_autofree char *digest = tck_cpio_digest(contents, error), *found = g_find_program_in_path(program);
        g_autofree char *cache = tck_lab_cache(), *name = NULL;

        if (!digest)
                return NULL;
        g_checksum_update(sum, (const guchar *) form, -1);
        g_checksum_update(sum, (const guchar *) digest, -1);
        if (!add_file(sum, kernel, error) || !add_file(sum, found ? found : program, error))
                return NULL;
        name = g_strndup(g_checksum_get_string(sum), DIGITS);
        return g_build_filename(cache, name, NULL);
}

/* ---- removing ---- */

static void remove_folder(const char *path) {
        tck_remove_files(path, "");
        rmdir(path);
}

/* Removes a lab, with snapshots that other processes may be making. */
void tck_lab_folder_remove(const char *path) {
        g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
        const char *name;

        while (directory && (name = g_dir_read_name(directory))) {
                g_autofree char *below = g_build_filename(path, name, NULL);

                if (g_file_test(below, G_FILE_TEST_IS_DIR))
                        remove_folder(below);
        }
        remove_folder(path);
}

typedef struct {
        char *path;
        time_t used;
} Lab;

static void lab_clear(gpointer data) {
        g_free(((Lab *) data)->path);
}

static int newest_first(gconstpointer a, gconstpointer b) {
        const Lab *one = a, *other = b;

        return (one->used < other->used) - (one->used > other->used);
}

/* Removes all labs but the `count` last used. */
static void keep_labs(guint count) {
        g_autofree char *cache = tck_lab_cache();
        g_autoptr(GDir) directory = g_dir_open(cache, 0, NULL);
        g_autoptr(GArray) labs = g_array_new(FALSE, FALSE, sizeof(Lab));
        const char *name;

        g_array_set_clear_func(labs, lab_clear);
        while (directory && (name = g_dir_read_name(directory))) {
                Lab lab = {.path = g_build_filename(cache, name, NULL)};
                struct stat status;

                lab.used = stat(lab.path, &status) == 0 ? status.st_mtime : 0;
                g_array_append_val(labs, lab);
        }
        g_array_sort(labs, newest_first);
        for (guint i = count; i < labs->len; i++)
                tck_lab_folder_remove(g_array_index(labs, Lab, i).path);
}

void tck_lab_cache_clean(void) {
        keep_labs(0);
}

/* ---- the initramfs ---- */

/* Writes the file in whole or not at all. */
static gboolean write_archive(const char *path, const TckCpio *contents, GError **error) {
        g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
        g_auto(TckFd) fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0644);
        gboolean good;

        if (fd < 0)
                return tck_error_set_errno(error, "cannot make %s", path);
        good = tck_cpio_write(contents, fd, error) &&
               (g_rename(temporary, path) == 0 || tck_error_set_errno(error, "cannot make %s", path));
        if (!good)
                g_unlink(temporary);
        return good;
}

char *tck_lab_initramfs_find(const char *folder) {
        g_autofree char *path = g_build_filename(folder, "initramfs", NULL);

        if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
                return NULL;
        utimensat(AT_FDCWD, folder, NULL, 0); /* marks it as used */
        return g_steal_pointer(&path);
}

char *tck_lab_initramfs_make(const char *folder, const TckCpio *contents, GError **error) {
        g_autofree char *path = g_build_filename(folder, "initramfs", NULL);

        if (!tck_make_folder(folder, 0755, error))
                return NULL;
        keep_labs(KEPT);
        return write_archive(path, contents, error) ? g_steal_pointer(&path) : NULL;
}

/* ---- snapshots ---- */

void tck_lab_snapshot_clear(TckLabSnapshot *snapshot) {
        tck_fd_close(snapshot->ram);
        tck_fd_close(snapshot->state);
        if (snapshot->making)
                remove_folder(snapshot->making);
        g_free(snapshot->making);
        *snapshot = (TckLabSnapshot){-1, -1, NULL};
}

static gboolean open_files(int folder, int mode, TckLabSnapshot *snapshot) {
        snapshot->ram = openat(folder, "ram", mode | O_CLOEXEC, 0600);
        snapshot->state = openat(folder, "state", mode | O_CLOEXEC, 0600);
        return snapshot->ram >= 0 && snapshot->state >= 0;
}

/* Opens both files through one descriptor of the folder, because another process may replace it. QEMU opens the RAM for writing; its
 * writes are private. */
gboolean tck_lab_snapshot_find(const char *folder, TckLabSnapshot *ret_snapshot) {
        g_autofree char *path = g_build_filename(folder, "snapshot", NULL);
        g_auto(TckFd) directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
        struct stat status;

        *ret_snapshot = (TckLabSnapshot){-1, -1, NULL};
        /* QEMU would wait forever for the first byte of an empty state. */
        return directory >= 0 && open_files(directory, O_RDWR, ret_snapshot) &&
               fstat(ret_snapshot->state, &status) == 0 && status.st_size > 0;
}

gboolean tck_lab_snapshot_begin(const char *folder, guint64 size, TckLabSnapshot *ret_snapshot, GError **error) {
        g_autofree char *path = g_build_filename(folder, "making.XXXXXX", NULL);
        g_auto(TckFd) directory = -1;

        *ret_snapshot = (TckLabSnapshot){-1, -1, NULL};
        if (!g_mkdtemp(path))
                return tck_error_set_errno(error, "cannot make a folder for the lab's snapshot in %s", folder);
        ret_snapshot->making = g_steal_pointer(&path);
        directory = open(ret_snapshot->making, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (directory < 0 || !open_files(directory, O_RDWR | O_CREAT | O_EXCL, ret_snapshot) ||
            ftruncate(ret_snapshot->ram, (off_t) size) < 0)
                return tck_error_set_errno(error, "cannot make the lab's snapshot in %s", folder);
        return TRUE;
}

/* If another process committed its snapshot first, this one is never given its name. */
void tck_lab_snapshot_commit(const char *folder, TckLabSnapshot *snapshot) {
        g_autofree char *path = g_build_filename(folder, "snapshot", NULL);

        if (g_rename(snapshot->making, path) == 0)
                g_clear_pointer(&snapshot->making, g_free);
}

void tck_lab_snapshot_remove(const char *folder) {
        g_autofree char *path = g_build_filename(folder, "snapshot", NULL);

        remove_folder(path);
}
