/* SPDX-License-Identifier: BSD-2-Clause */
#include "firmware.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"

/* A firmware volume (UEFI Platform Initialization, volume 3) has its signature at offset 40. In an image for Arm a page of code precedes it. */
enum { VOLUME_SIGNATURE = 40, PAGE = 4096, HEAD_LENGTH = PAGE + 64 };

struct TckFirmware {
        const TckArch *arch;
        char *architecture;     /* as descriptors name it */
        TckFirmwareImage image; /* if there are no descriptors */
        GPtrArray *descriptors; /* TckDescriptor *: the first that fits is used */
        gboolean automatic;     /* none of them was named by the user */
};

void tck_firmware_free(TckFirmware *firmware) {
        if (!firmware)
                return;
        g_free(firmware->architecture);
        tck_firmware_image_clear(&firmware->image);
        g_clear_pointer(&firmware->descriptors, g_ptr_array_unref);
        g_free(firmware);
}

const char *tck_find_firmware(const TckArch *arch) {
        for (gsize i = 0; arch->firmware && arch->firmware[i]; i++)
                if (access(arch->firmware[i], R_OK) == 0)
                        return arch->firmware[i];
        return NULL;
}

static gboolean cannot_use(GError **error, const char *what, const char *why) {
        return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "cannot use %s as firmware: %s", what, why);
}

/* ---- images ---- */

/* The beginning of a file, padded with zeroes. FALSE with errno if it cannot be read. */
static gboolean read_head(const char *path, char ret_head[HEAD_LENGTH]) {
        g_auto(TckFd) fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        ssize_t n = fd < 0 ? -1 : TEMP_FAILURE_RETRY(read(fd, ret_head, HEAD_LENGTH));

        if (n >= 0)
                memset(ret_head + n, 0, HEAD_LENGTH - (gsize) n);
        return n >= 0;
}

/* A qcow2 file begins with a magic number; any other is a raw image. */
static gboolean open_image(const char *path, TckFirmwareFile *ret_file, GError **error) {
        char head[HEAD_LENGTH];

        if (!read_head(path, head))
                return cannot_use(error, path, g_strerror(errno));
        ret_file->path = g_strdup(path);
        ret_file->format = g_strdup(memcmp(head, "QFI\xfb", 4) == 0 ? "qcow2" : "raw");
        return TRUE;
}

gboolean tck_firmware_is_edk2(const TckFirmwareImage *image) {
        const char *format = image->code.format;
        char head[HEAD_LENGTH];

        if (!image->code.path || (format && !g_str_equal(format, "raw")) || !read_head(image->code.path, head))
                return TRUE;
        return memcmp(head + VOLUME_SIGNATURE, "_FVH", 4) == 0 ||
               memcmp(head + PAGE + VOLUME_SIGNATURE, "_FVH", 4) == 0;
}

/* Whether a regular file contains that text. */
static gboolean file_has(const char *path, const char *text) {
        guint64 size;
        g_auto(TckFd) fd = tck_open_regular(path, &size);
        g_autoptr(GMappedFile) file = fd < 0 ? NULL : g_mapped_file_new_from_fd(fd, FALSE, NULL);

        return file && g_mapped_file_get_length(file) &&
               memmem(g_mapped_file_get_contents(file), g_mapped_file_get_length(file), text, strlen(text)) != NULL;
}

const char *tck_firmware_name(const TckFirmwareImage *image) {
        if (tck_firmware_is_edk2(image))
                return "edk2";
        return file_has(image->code.path, "U-Boot 20") ? "u-boot" : NULL;
}

/* Splits at single commas; a double comma is part of a name. Free with g_ptr_array_unref(). */
static GPtrArray *split_at_commas(const char *words) {
        GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
        GString *part = g_string_new(NULL);

        for (; *words; words++) {
                if (*words == ',' && words[1] != ',') {
                        g_ptr_array_add(parts, g_string_free(part, FALSE));
                        part = g_string_new(NULL);
                        continue;
                }
                words += *words == ',';
                g_string_append_c(part, *words);
        }
        g_ptr_array_add(parts, g_string_free(part, FALSE));
        return parts;
}

static gboolean take_pair(TckFirmware *firmware, const char *code, const char *variables, GError **error) {
        firmware->image.device = TCK_FIRMWARE_FLASH;
        return open_image(code, &firmware->image.code, error) &&
               open_image(variables, &firmware->image.variables, error);
}

/* ---- descriptors ---- */

static gboolean take_descriptor(TckFirmware *firmware, const char *path, GError **error) {
        g_autoptr(TckDescriptor) descriptor = tck_descriptor_load(path, error);
        g_autofree char *trouble = descriptor ? tck_descriptor_cannot(descriptor, firmware->architecture) : NULL;

        if (!descriptor)
                return FALSE;
        if (trouble) {
                g_autofree char *why = g_strdup_printf("it %s", trouble);

                return cannot_use(error, path, why);
        }
        g_ptr_array_add(firmware->descriptors, g_steal_pointer(&descriptor));
        return TRUE;
}

static GPtrArray *list_descriptors(void) {
        g_auto(GStrv) directories = tck_descriptor_directories();

        return tck_descriptor_list((const char *const *) directories);
}

/* Takes the descriptor of that name, with or without ".json". */
static gboolean take_named(TckFirmware *firmware, const char *name, GError **error) {
        g_autofree char *whole = g_str_has_suffix(name, ".json") ? g_strdup(name) : g_strconcat(name, ".json", NULL);
        g_autoptr(GPtrArray) files = list_descriptors();

        for (guint i = 0; i < files->len; i++) {
                const TckDescriptorFile *file = files->pdata[i];
                g_autofree char *hidden = g_strdup_printf("%s is empty, which hides it", file->path);

                if (g_str_equal(file->name, whole))
                        return file->hides ? cannot_use(error, name, hidden)
                                           : take_descriptor(firmware, file->path, error);
        }
        return cannot_use(error, name,
                          "there is neither such a file nor a descriptor of that name; `pvpanic-tck doctor` lists "
                          "descriptors, and a comma in a path is written twice");
}

/* Takes all usable descriptors, in their order. */
static gboolean take_all(TckFirmware *firmware) {
        g_autoptr(GPtrArray) files = list_descriptors();

        firmware->automatic = TRUE;
        for (guint i = 0; i < files->len; i++) {
                const TckDescriptorFile *file = files->pdata[i];

                if (!file->hides)
                        take_descriptor(firmware, file->path, NULL);
        }
        return TRUE;
}

/* ---- options ---- */

/* -bios takes a raw image only; a qcow2 image goes into flash. */
static gboolean take_image(TckFirmware *firmware, const char *path, GError **error) {
        if (!open_image(path, &firmware->image.code, error))
                return FALSE;
        firmware->image.combined = !g_str_equal(firmware->image.code.format, "raw");
        firmware->image.device = firmware->image.combined ? TCK_FIRMWARE_FLASH : TCK_FIRMWARE_BIOS;
        return TRUE;
}

static gboolean take_one(TckFirmware *firmware, const char *word, GError **error) {
        gboolean there = g_file_test(word, G_FILE_TEST_EXISTS) && !g_file_test(word, G_FILE_TEST_IS_DIR);

        if (g_str_equal(word, "auto"))
                return take_all(firmware);
        if (!there && *word && !strchr(word, G_DIR_SEPARATOR))
                return take_named(firmware, word, error);
        return g_str_has_suffix(word, ".json") ? take_descriptor(firmware, word, error)
                                               : take_image(firmware, word, error);
}

static gboolean take(TckFirmware *firmware, const char *words, GError **error) {
        g_autoptr(GPtrArray) parts = split_at_commas(words);

        if (parts->len > 2)
                return cannot_use(error, words,
                                  "it has more parts than CODE and VARS; a comma in a path is written twice");
        return parts->len == 2 ? take_pair(firmware, parts->pdata[0], parts->pdata[1], error)
                               : take_one(firmware, parts->pdata[0], error);
}

TckFirmware *tck_firmware_new(const char *words, const TckArch *arch, const char *architecture, GError **error) {
        g_autoptr(TckFirmware) firmware = g_new0(TckFirmware, 1);
        const char *place = words ? NULL : tck_find_firmware(arch);

        firmware->arch = arch;
        firmware->architecture = g_strdup(architecture);
        firmware->descriptors = g_ptr_array_new_with_free_func((GDestroyNotify) tck_descriptor_free);
        if (place ? take_image(firmware, place, error) : take(firmware, words ? words : "auto", error))
                return g_steal_pointer(&firmware);
        return NULL;
}

const TckFirmwareImage *tck_firmware_for(const TckFirmware *firmware, const char *machine, char **ret_reason) {
        g_autofree char *trouble = NULL;

        *ret_reason = NULL;
        if (firmware->image.code.path)
                return &firmware->image;
        for (guint i = 0; i < firmware->descriptors->len; i++) {
                const TckDescriptor *descriptor = firmware->descriptors->pdata[i];

                g_free(trouble);
                trouble = tck_descriptor_cannot_on(descriptor, firmware->architecture, machine);
                if (!trouble)
                        return &descriptor->image;
                if (!firmware->automatic)
                        *ret_reason = g_strdup_printf("%s %s", descriptor->name, trouble);
        }
        if (!*ret_reason)
                *ret_reason =
                        g_strdup_printf("there is neither an image of UEFI firmware nor a firmware descriptor for %s: "
                                        "install the package %s or name one with --firmware",
                                        machine, firmware->arch->firmware_package);
        return NULL;
}
