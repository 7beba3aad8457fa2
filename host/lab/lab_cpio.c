/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_cpio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"

enum { PAD = 4 }; /* names and data are padded to a multiple of this */

typedef struct {
        mode_t mode;
        char *from; /* the file to copy; NULL if there is `text` */
        char *text; /* contents of a file or target of a link */
} Entry;

struct TckCpio {
        GTree *entries; /* path without its leading slash → Entry */
};

static void entry_free(gpointer data) {
        Entry *entry = data;

        g_free(entry->from);
        g_free(entry->text);
        g_free(entry);
}

static int compare(gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer data) {
        return strcmp(a, b);
}

TckCpio *tck_cpio_new(void) {
        TckCpio *cpio = g_new0(TckCpio, 1);

        cpio->entries = g_tree_new_full(compare, NULL, g_free, entry_free);
        return cpio;
}

void tck_cpio_free(TckCpio *cpio) {
        if (!cpio)
                return;
        g_tree_unref(cpio->entries);
        g_free(cpio);
}

/* ---- adding ---- */

/* In sorted order, a folder precedes its contents. */
static void add(TckCpio *cpio, const char *path, Entry values) {
        const char *name = path + strspn(path, "/");
        g_autofree char *above = g_path_get_dirname(name);

        if (!*name || g_tree_lookup(cpio->entries, name)) {
                g_free(values.from);
                g_free(values.text);
                return;
        }
        if (!g_str_equal(above, "."))
                tck_cpio_add_folder(cpio, above);
        g_tree_insert(cpio->entries, g_strdup(name), g_memdup2(&values, sizeof values));
}

void tck_cpio_add_file(TckCpio *cpio, const char *path, const char *from, gboolean executable) {
        add(cpio, path, (Entry){S_IFREG | (executable ? 0755 : 0644), g_strdup(from), NULL});
}

void tck_cpio_add_text(TckCpio *cpio, const char *path, const char *text, gboolean executable) {
        add(cpio, path, (Entry){S_IFREG | (executable ? 0755 : 0644), NULL, g_strdup(text)});
}

void tck_cpio_add_link(TckCpio *cpio, const char *path, const char *target) {
        add(cpio, path, (Entry){S_IFLNK | 0777, NULL, g_strdup(target)});
}

void tck_cpio_add_folder(TckCpio *cpio, const char *path) {
        add(cpio, path, (Entry){S_IFDIR | 0755, NULL, NULL});
}

gboolean tck_cpio_add_files(TckCpio *cpio, const char *path, const char *from, GError **error) {
        g_autoptr(GDir) directory = g_dir_open(from, 0, error);
        const char *name;

        while (directory && (name = g_dir_read_name(directory))) {
                g_autofree char *file = g_build_filename(from, name, NULL);
                g_autofree char *below = g_build_filename(path, name, NULL);

                if (g_file_test(file, G_FILE_TEST_IS_REGULAR))
                        tck_cpio_add_file(cpio, below, file, FALSE);
        }
        return directory != NULL;
}

/* ---- the digest ---- */

typedef struct {
        GChecksum *sum;
        GError **error;
        gboolean good;
} Digesting;

static gboolean digest_entry(gpointer key, gpointer value, gpointer data) {
        Digesting *digesting = data;
        const Entry *entry = value;
        g_autofree char *words = g_strdup_printf("%s %o %s %s\n", (const char *) key, (guint) entry->mode,
                                                 entry->from ? entry->from : "", entry->text ? entry->text : "");
        struct stat status;

        g_checksum_update(digesting->sum, (const guchar *) words, (gssize) strlen(words) + 1);
        if (!entry->from)
                return FALSE;
        if (stat(entry->from, &status) < 0) {
                digesting->good = tck_error_set_errno(digesting->error, "cannot read %s", entry->from);
                return TRUE;
        }
        /* Timestamps are coarse: a file that is replaced right away differs by its inode. */
        g_checksum_update(digesting->sum, (const guchar *) &status.st_ino, sizeof status.st_ino);
        g_checksum_update(digesting->sum, (const guchar *) &status.st_size, sizeof status.st_size);
        g_checksum_update(digesting->sum, (const guchar *) &status.st_mtim, sizeof status.st_mtim);
        g_checksum_update(digesting->sum, (const guchar *) &status.st_ctim, sizeof status.st_ctim);
        return FALSE;
}

char *tck_cpio_digest(const TckCpio *cpio, GError **error) {
        g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
        Digesting digesting = {sum, error, TRUE};

        g_tree_foreach(cpio->entries, digest_entry, &digesting);
        return digesting.good ? g_strdup(g_checksum_get_string(sum)) : NULL;
}

/* ---- writing ---- */

typedef struct {
        int fd;
        guint number;
        GError **error;
        gboolean good;
} Writing;

static gboolean put(int fd, const void *bytes, gsize length, GError **error) {
        return tck_write_fully(fd, bytes, length) || tck_error_set_errno(error, "cannot write the archive");
}

static gboolean put_padding(int fd, guint64 length, GError **error) {
        static const char zeroes[PAD];

        return put(fd, zeroes, (PAD - length % PAD) % PAD, error);
}

/* The header of the newc format: a magic number, thirteen hexadecimal numbers, and the name with its NUL. */
static gboolean put_header(int fd, guint number, mode_t mode, guint64 size, const char *name, GError **error) {
        gsize length = strlen(name) + 1;
        char header[6 + 13 * 8 + 1];

        if (size > G_MAXUINT32)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s is too long for an initramfs", name);
        g_snprintf(header, sizeof header, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", number,
                   (guint) mode, 0u, 0u, S_ISDIR(mode) ? 2u : 1u, 0u, (guint) size, 0u, 0u, 0u, 0u, (guint) length, 0u);
        return put(fd, header, sizeof header - 1, error) && put(fd, name, length, error) &&
               put_padding(fd, sizeof header - 1 + length, error);
}

static gboolean put_file(const Writing *writing, const char *name, const Entry *entry, GError **error) {
        guint64 size = 0, left;
        g_auto(TckFd) from = tck_open_regular(entry->from, &size);

        if (from < 0)
                return tck_error_set_errno(error, "cannot read %s", entry->from);
        if (!put_header(writing->fd, writing->number, entry->mode, size, name, error))
                return FALSE;
        for (left = size; left;) {
                ssize_t n = sendfile(writing->fd, from, NULL, MIN(left, G_MAXINT32));

                if (n == 0)
                        return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s became shorter while it was copied",
                                             entry->from);
                if (n < 0 && errno != EINTR)
                        return tck_error_set_errno(error, "cannot copy %s", entry->from);
                left -= n > 0 ? (guint64) n : 0;
        }
        return put_padding(writing->fd, size, error);
}

static gboolean put_text(const Writing *writing, const char *name, const Entry *entry, GError **error) {
        gsize length = entry->text ? strlen(entry->text) : 0;

        return put_header(writing->fd, writing->number, entry->mode, length, name, error) &&
               put(writing->fd, entry->text, length, error) && put_padding(writing->fd, length, error);
}

static gboolean write_entry(gpointer key, gpointer value, gpointer data) {
        Writing *writing = data;
        const Entry *entry = value;

        writing->number++;
        writing->good = (entry->from ? put_file : put_text)(writing, key, entry, writing->error);
        return !writing->good;
}

gboolean tck_cpio_write(const TckCpio *cpio, int fd, GError **error) {
        Writing writing = {fd, 0, error, TRUE};

        g_tree_foreach(cpio->entries, write_entry, &writing);
        return writing.good && put_header(fd, 0, 0, 0, "TRAILER!!!", error);
}
