/* SPDX-License-Identifier: BSD-2-Clause */
#include "page_files.h"

#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "folder.h"
#include "json.h"
#include "page_text.h"

enum {
        FILES_MAX = 64,       /* shown of a folder */
        PART_MAX = 128 << 10, /* bytes of a text's beginning, and of its end */
        PICTURE_MAX = 8 << 20,
};

/* An open regular file of a folder. */
typedef struct {
        int fd;
        gsize length;
} File;

static gboolean open_file(int folder, const char *name, File *ret_file) {
        struct stat status;

        ret_file->fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (ret_file->fd < 0)
                return FALSE;
        if (fstat(ret_file->fd, &status) == 0 && S_ISREG(status.st_mode)) {
                ret_file->length = (gsize) status.st_size;
                return TRUE;
        }
        tck_fd_close(ret_file->fd);
        return FALSE;
}

/* Appends that part of the file, or as much of it as can be read. */
static void append(GString *text, const File *file, gsize from, gsize length) {
        gsize before = text->len, got = 0;
        ssize_t n = 1;

        g_string_set_size(text, before + length);
        while (n > 0 && got < length) {
                n = pread(file->fd, text->str + before + got, length - got, (off_t) (from + got));
                got += n > 0 ? (gsize) n : 0;
        }
        g_string_set_size(text, before + got);
}

static gboolean is_picture(const File *file) {
        static const char magic[] = "\x89PNG\r\n\x1a\n";
        char start[sizeof magic - 1];

        return file->length <= PICTURE_MAX && pread(file->fd, start, sizeof start, 0) == (ssize_t) sizeof start &&
               memcmp(start, magic, sizeof start) == 0;
}

static void add_text(JsonBuilder *builder, const File *file) {
        g_autoptr(GString) text = g_string_new(NULL);
        gsize cut = file->length > 2 * PART_MAX ? file->length - 2 * PART_MAX : 0;
        g_autofree char *valid = NULL;

        append(text, file, 0, cut ? PART_MAX : file->length);
        if (cut) {
                g_string_append(text, "\n[…]\n");
                append(text, file, file->length - PART_MAX, PART_MAX);
        }
        valid = g_utf8_make_valid(text->str, (gssize) text->len);
        tck_json_add_text(builder, "text", valid);
        tck_json_add_int(builder, "cut", (gint64) cut);
}

/* Pictures are numbered, because their own names are untrusted. */
static gboolean add_picture(JsonBuilder *builder, const char *page, const char *name, guint number, const File *file,
                            GError **error) {
        g_autoptr(GString) bytes = g_string_new(NULL);
        g_autofree char *copy = g_strdup_printf("files/%s-%u.png", name, number);
        g_autofree char *path = g_build_filename(page, copy, NULL);

        append(bytes, file, 0, file->length);
        tck_json_add_text(builder, "image", copy);
        return tck_write_file(path, bytes->str, bytes->len, error);
}

static gboolean add_file(JsonBuilder *builder, const char *page, const char *name, guint number, const char *own,
                         const File *file, GError **error) {
        g_autofree char *shown = g_utf8_make_valid(own, -1);
        gboolean good = TRUE;

        json_builder_begin_object(builder);
        tck_json_add_text(builder, "name", shown);
        if (is_picture(file))
                good = add_picture(builder, page, name, number, file, error);
        else
                add_text(builder, file);
        json_builder_end_object(builder);
        return good;
}

/* Adds the list of the folder's files, without empty ones, and counts those that are beyond the limit. FALSE with an error if the
 * folder cannot be read or a picture cannot be written. */
static gboolean add_files(JsonBuilder *builder, const char *page, const TckPageFolder *folder, guint *ret_hidden,
                          GError **error) {
        g_auto(TckFd) directory = open(folder->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        g_autoptr(GPtrArray) names =
                directory >= 0 ? tck_folder_names(folder->path, TCK_FOLDER_NAMES_MAX, error) : g_ptr_array_new();
        guint number = 0;
        gboolean good = names != NULL;

        json_builder_begin_array(builder);
        for (guint i = 0; good && i < names->len; i++) {
                File file;

                if (!open_file(directory, names->pdata[i], &file))
                        continue;
                if (file.length && number++ < FILES_MAX)
                        good = add_file(builder, page, folder->name, number, names->pdata[i], &file, error);
                tck_fd_close(file.fd);
        }
        json_builder_end_array(builder);
        *ret_hidden = number > FILES_MAX ? number - FILES_MAX : 0;
        return good;
}

gboolean tck_page_write_files(const char *page, const TckPageFolder *folder, GError **error) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        g_autoptr(JsonNode) root = NULL;
        g_autofree char *json = NULL, *script = NULL, *below = g_build_filename(page, "files", NULL), *path = NULL;
        guint hidden;

        if (!tck_make_folder(below, 0755, error) || !add_files(builder, page, folder, &hidden, error))
                return FALSE;
        root = json_builder_get_root(builder);
        json = tck_page_script_text(root);
        script = g_strdup_printf("tckFiles(\"%s\", %s, %u);\n", folder->name, json, hidden);
        path = g_strdup_printf("%s/%s.js", below, folder->name);
        return tck_write_file(path, script, strlen(script), error);
}

static void free_folder(gpointer data) {
        TckPageFolder *folder = data;

        g_free(folder->name);
        g_free(folder->path);
        g_free(folder);
}

GPtrArray *tck_page_folders_new(void) {
        return g_ptr_array_new_with_free_func(free_folder);
}

void tck_page_add_folder(GPtrArray *folders, const char *name, const char *path) {
        TckPageFolder *folder = g_new0(TckPageFolder, 1);

        *folder = (TckPageFolder){.name = g_strdup(name), .path = g_strdup(path)};
        g_ptr_array_add(folders, folder);
}
