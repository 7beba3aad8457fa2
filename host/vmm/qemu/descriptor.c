/* SPDX-License-Identifier: BSD-2-Clause */
#include "descriptor.h"

#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "registry.h"

void tck_firmware_image_clear(TckFirmwareImage *image) {
        g_free(image->code.path);
        g_free(image->code.format);
        g_free(image->variables.path);
        g_free(image->variables.format);
        *image = (TckFirmwareImage){0};
}

void tck_descriptor_free(TckDescriptor *descriptor) {
        if (!descriptor)
                return;
        g_free(descriptor->name);
        g_free(descriptor->description);
        g_free(descriptor->device);
        g_clear_pointer(&descriptor->features, g_ptr_array_unref);
        g_clear_pointer(&descriptor->targets, g_ptr_array_unref);
        tck_firmware_image_clear(&descriptor->image);
        g_free(descriptor);
}

/* ---- contents ---- */

gboolean tck_descriptor_has(const GPtrArray *texts, const char *text) {
        return g_ptr_array_find_with_equal_func((GPtrArray *) texts, text, g_str_equal, NULL);
}

static char *join(const GPtrArray *texts) {
        g_autoptr(GString) list = g_string_new(NULL);

        for (guint i = 0; i < texts->len; i++)
                g_string_append_printf(list, "%s%s", i ? ", " : "", (const char *) texts->pdata[i]);
        return g_strdup(list->str);
}

char *tck_descriptor_features(const TckDescriptor *descriptor) {
        return join(descriptor->features);
}

char *tck_descriptor_targets(const TckDescriptor *descriptor) {
        g_autoptr(GString) list = g_string_new(NULL);

        for (guint i = 0; i < descriptor->targets->len; i++) {
                const TckDescriptorTarget *target = descriptor->targets->pdata[i];
                g_autofree char *machines = join(target->machines);

                g_string_append_printf(list, "%s%s of %s", i ? ", " : "", machines, target->architecture);
        }
        return g_strdup(list->str);
}

/* A feature that is a requirement unknown to the kit; NULL if there is none. */
static const char *unknown_requirement(const TckDescriptor *descriptor) {
        for (guint i = 0; i < descriptor->features->len; i++) {
                const char *feature = descriptor->features->pdata[i];

                if (g_str_has_prefix(feature, "requires-") && !g_str_equal(feature, "requires-smm"))
                        return feature;
        }
        return NULL;
}

/* Formats of a flash image that need no further options of QEMU's block layer. */
static gboolean is_known_format(const TckFirmwareFile *file) {
        return !file->path || !file->format || g_str_equal(file->format, "raw") || g_str_equal(file->format, "qcow2");
}

static char *cannot_read(const TckFirmwareFile *file) {
        if (!file->path || (access(file->path, R_OK) == 0 && !g_file_test(file->path, G_FILE_TEST_IS_DIR)))
                return NULL;
        return g_strdup_printf("names %s, which cannot be read", file->path);
}

/* Whether the descriptor has a target with that architecture and, unless it is NULL, that machine type. */
static gboolean has_target(const TckDescriptor *descriptor, const char *architecture, const char *machine) {
        for (guint i = 0; i < descriptor->targets->len; i++) {
                const TckDescriptorTarget *target = descriptor->targets->pdata[i];

                if (!g_str_equal(target->architecture, architecture))
                        continue;
                for (guint j = 0; machine && j < target->machines->len; j++)
                        if (fnmatch(target->machines->pdata[j], machine, 0) == 0)
                                return TRUE;
                if (!machine)
                        return TRUE;
        }
        return FALSE;
}

char *tck_descriptor_cannot(const TckDescriptor *descriptor, const char *architecture) {
        const TckFirmwareImage *image = &descriptor->image;
        const char *unknown = unknown_requirement(descriptor);
        char *trouble;

        if (!descriptor->uefi)
                return g_strdup("has no UEFI, which the kit's application needs");
        if (!has_target(descriptor, architecture, NULL)) {
                g_autofree char *targets = tck_descriptor_targets(descriptor);

                return g_strdup_printf("is for %s, and this QEMU emulates %s", targets, architecture);
        }
        if (image->device == TCK_FIRMWARE_KERNEL && !g_str_equal(descriptor->device, "kernel"))
                return g_strdup_printf("is mapped as %s, which the kit does not support", descriptor->device);
        if (tck_descriptor_has(descriptor->features, "enrolled-keys"))
                return g_strdup("has Secure Boot's keys enrolled, and the kit's application is not signed");
        if (descriptor->stateful || tck_descriptor_has(descriptor->features, "host-uefi-vars"))
                return g_strdup("keeps its variables in a device of QEMU, which the kit does not support");
        if (unknown)
                return g_strdup_printf("has the feature %s, which the kit does not support", unknown);
        if (!is_known_format(&image->code) || !is_known_format(&image->variables))
                return g_strdup_printf(
                        "has images in a format that the kit does not support: it supports raw and qcow2");
        trouble = cannot_read(&image->code);
        return trouble ? trouble : cannot_read(&image->variables);
}

char *tck_descriptor_cannot_on(const TckDescriptor *descriptor, const char *architecture, const char *machine) {
        char *trouble = tck_descriptor_cannot(descriptor, architecture);

        if (trouble)
                return trouble;
        if (!has_target(descriptor, architecture, machine)) {
                g_autofree char *targets = tck_descriptor_targets(descriptor);

                return g_strdup_printf("is for %s, not for %s", targets, machine);
        }
        /* i440fx has no SMRAM that the firmware could lock. */
        if (descriptor->image.smm && fnmatch("*q35*", machine, 0) != 0)
                return g_strdup_printf("requires SMM, which the kit sets up on q35 and not on %s", machine);
        return NULL;
}

/* ---- the folders of descriptors ---- */

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

static void list_directory(GPtrArray *files, const char *directory) {
        g_autoptr(GDir) entries = g_dir_open(directory, 0, NULL);
        const char *name;

        while (entries && (name = g_dir_read_name(entries))) {
                g_autofree char *path = g_build_filename(directory, name, NULL);
                TckDescriptorFile *file;
                struct stat status;

                if (!g_str_has_suffix(name, ".json") || tck_registry_find(files, name) || stat(path, &status) < 0 ||
                    S_ISDIR(status.st_mode))
                        continue;
                file = g_new0(TckDescriptorFile, 1);
                file->name = g_strdup(name);
                file->path = g_steal_pointer(&path);
                file->hides = status.st_size == 0; /* or a link to /dev/null */
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
