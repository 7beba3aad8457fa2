/* SPDX-License-Identifier: BSD-2-Clause */
#include "descriptor.h"

#include <string.h>
#include <sys/stat.h>

static void file_free(gpointer data) {
        TckDescriptorFile *file = data;

        g_free(file->name);
        g_free(file->path);
        g_free(file);
}

GStrv tck_descriptor_directories(void) {
        g_autoptr(GPtrArray) list = g_ptr_array_new();

        g_ptr_array_add(list, g_build_filename(g_get_user_config_dir(), "qemu", "firmware", NULL));
        g_ptr_array_add(list, g_strdup("/etc/qemu/firmware"));
        for (const char *const *data = g_get_system_data_dirs(); *data; data++)
                g_ptr_array_add(list, g_build_filename(*data, "qemu", "firmware", NULL));
        g_ptr_array_add(list, NULL);
        return (GStrv) g_ptr_array_steal(list, NULL);
}

static gboolean is_listed(const GPtrArray *files, const char *name) {
        for (guint i = 0; i < files->len; i++)
                if (g_str_equal(((const TckDescriptorFile *) files->pdata[i])->name, name))
                        return TRUE;
        return FALSE;
}

static void list_directory(GPtrArray *files, const char *directory) {
        g_autoptr(GDir) entries = g_dir_open(directory, 0, NULL);
        const char *name;

        while (entries && (name = g_dir_read_name(entries))) {
                g_autofree char *path = g_build_filename(directory, name, NULL);
                TckDescriptorFile *file;
                struct stat status;

                if (!g_str_has_suffix(name, ".json") || is_listed(files, name) || stat(path, &status) < 0 ||
                    S_ISDIR(status.st_mode))
                        continue;
                file = g_new0(TckDescriptorFile, 1);
                file->name = g_strdup(name);
                file->path = g_steal_pointer(&path);
                file->hides = status.st_size == 0; /* a link to /dev/null, too */
                g_ptr_array_add(files, file);
        }
}

static int by_name(gconstpointer a, gconstpointer b) {
        const TckDescriptorFile *const *left = a, *const *right = b;

        return strcmp((*left)->name, (*right)->name);
}

GPtrArray *tck_descriptor_list(const char *const *directories) {
        GPtrArray *files = g_ptr_array_new_with_free_func(file_free);

        for (const char *const *directory = directories; *directory; directory++)
                list_directory(files, *directory);
        g_ptr_array_sort(files, by_name);
        return files;
}
