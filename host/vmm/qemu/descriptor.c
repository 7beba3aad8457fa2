/* SPDX-License-Identifier: BSD-2-Clause */
#include "descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "json.h"

enum {
        LENGTH_MAX = 64 << 10, /* some fifty times what the longest known has */
        NESTING_MAX = 8,       /* twice what the form has */
};

typedef struct {
        char *architecture;
        GPtrArray *machines; /* char *: patterns as of glob(7) */
} Target;

struct TckDescriptor {
        char *name;
        char *description;
        char *device; /* as it is written there */
        gboolean uefi;
        gboolean stateful;   /* its variables are in a device of QEMU's */
        GPtrArray *features; /* char * */
        GPtrArray *targets;  /* Target * */
        TckFirmwareImage image;
};

void tck_firmware_image_clear(TckFirmwareImage *image) {
        g_free(image->code.path);
        g_free(image->code.format);
        g_free(image->variables.path);
        g_free(image->variables.format);
        *image = (TckFirmwareImage){0};
}

static void target_free(gpointer data) {
        Target *target = data;

        g_free(target->architecture);
        g_clear_pointer(&target->machines, g_ptr_array_unref);
        g_free(target);
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

const char *tck_descriptor_name(const TckDescriptor *descriptor) {
        return descriptor->name;
}

const char *tck_descriptor_description(const TckDescriptor *descriptor) {
        return descriptor->description;
}

const TckFirmwareImage *tck_descriptor_image(const TckDescriptor *descriptor) {
        return &descriptor->image;
}

/* ---- reading ---- */

G_GNUC_PRINTF(2, 3) static gboolean wrong(GError **error, const char *format, ...) {
        g_autofree char *message = NULL;
        va_list list;

        va_start(list, format);
        message = g_strdup_vprintf(format, list);
        va_end(list);
        g_set_error_literal(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, message);
        return FALSE;
}

/* Not empty, and of characters that can be printed: people get to see it. */
static gboolean is_clean(const char *text) {
        if (!text || !*text || !g_utf8_validate(text, -1, NULL))
                return FALSE;
        while (*text && g_unichar_isprint(g_utf8_get_char(text)))
                text = g_utf8_next_char(text);
        return !*text;
}

/* A text that is there; NULL with an error that calls it by its place in the descriptor. */
static const char *need_text(JsonObject *object, const char *name, const char *place, GError **error) {
        const char *text = tck_json_string(object, name);

        if (is_clean(text))
                return text;
        wrong(error, "%s%s is not a text that can be printed", place, name);
        return NULL;
}

static JsonArray *need_array(JsonObject *object, const char *name, const char *place, GError **error) {
        JsonNode *node = json_object_get_member(object, name);

        if (node && JSON_NODE_HOLDS_ARRAY(node))
                return json_node_get_array(node);
        wrong(error, "%s%s is not a list", place, name);
        return NULL;
}

/* A list of texts and nothing else: char *. Free with g_ptr_array_unref(). */
static GPtrArray *need_texts(JsonObject *object, const char *name, const char *place, GError **error) {
        JsonArray *array = need_array(object, name, place, error);
        g_autoptr(GPtrArray) texts = array ? tck_json_texts(object, name) : NULL;
        guint clean = 0;

        if (!texts)
                return NULL;
        while (clean < texts->len && is_clean(texts->pdata[clean]))
                clean++;
        if (clean == json_array_get_length(array))
                return g_steal_pointer(&texts);
        wrong(error, "%s%s has something in it that is not a text that can be printed", place, name);
        return NULL;
}

static gboolean has(const GPtrArray *texts, const char *text) {
        return g_ptr_array_find_with_equal_func((GPtrArray *) texts, text, g_str_equal, NULL);
}

static char *need_path(JsonObject *object, const char *place, GError **error) {
        const char *path = need_text(object, "filename", place, error);

        if (path && !g_path_is_absolute(path)) {
                wrong(error, "%sfilename is not an absolute path", place);
                return NULL;
        }
        return g_strdup(path);
}

/* The member that tells of a file in flash. */
static gboolean need_file(JsonObject *mapping, const char *name, TckFirmwareFile *ret_file, GError **error) {
        g_autofree char *place = g_strdup_printf("mapping.%s.", name);
        JsonObject *object = tck_json_object(mapping, name);
        const char *format;

        if (!object)
                return wrong(error, "mapping.%s is not an object", name);
        ret_file->path = need_path(object, place, error);
        format = ret_file->path ? need_text(object, "format", place, error) : NULL;
        ret_file->format = g_strdup(format);
        return format != NULL;
}

static gboolean has_template(JsonObject *mapping) {
        return json_object_has_member(mapping, "nvram-template");
}

/* What an optional member says, `otherwise` if it is not there; NULL with an error if it says none of the words allowed. */
static const char *mode(JsonObject *mapping, const char *otherwise, const char *const *allowed, GError **error) {
        const char *text = json_object_has_member(mapping, "mode") ? tck_json_string(mapping, "mode") : otherwise;
        g_autofree char *words = NULL;

        if (text && g_strv_contains(allowed, text))
                return text;
        words = g_strjoinv(", ", (char **) allowed);
        wrong(error, "mapping.mode is none of %s", words);
        return NULL;
}

static gboolean read_flash(JsonObject *mapping, TckFirmwareImage *image, GError **error) {
        static const char *const modes[] = {"split", "combined", "stateless", NULL};
        const char *text = mode(mapping, "split", modes, error);

        if (!text || !need_file(mapping, "executable", &image->code, error))
                return FALSE;
        image->device = TCK_FIRMWARE_FLASH;
        image->combined = g_str_equal(text, "combined");
        if (g_str_equal(text, "split"))
                return need_file(mapping, "nvram-template", &image->variables, error);
        return !has_template(mapping) || wrong(error, "mapping.mode is %s, which has no nvram-template", text);
}

/* Since 11.0 the file may be named a level deeper, for the sake of variables that a device of QEMU's keeps. */
static gboolean read_memory(JsonObject *mapping, TckDescriptor *descriptor, GError **error) {
        static const char *const modes[] = {"stateless", "stateful", NULL};
        JsonObject *executable = tck_json_object(mapping, "executable");
        const char *text = mode(mapping, "stateless", modes, error);

        if (!text)
                return FALSE;
        descriptor->image.device = TCK_FIRMWARE_BIOS;
        descriptor->stateful = g_str_equal(text, "stateful") || has_template(mapping);
        descriptor->image.code.path = executable ? need_path(executable, "mapping.executable.", error)
                                                 : need_path(mapping, "mapping.", error);
        return descriptor->image.code.path != NULL;
}

static gboolean read_mapping(JsonObject *root, TckDescriptor *descriptor, GError **error) {
        JsonObject *mapping = tck_json_object(root, "mapping");
        const char *device;

        if (!mapping)
                return wrong(error, "mapping is not an object");
        device = need_text(mapping, "device", "mapping.", error);
        descriptor->device = g_strdup(device);
        if (!device)
                return FALSE;
        if (g_str_equal(device, "flash"))
                return read_flash(mapping, &descriptor->image, error);
        if (g_str_equal(device, "memory"))
                return read_memory(mapping, descriptor, error);
        /* Others may come: that the kit does not know them is no fault of the descriptor. */
        descriptor->image.device = TCK_FIRMWARE_KERNEL;
        descriptor->image.code.path = need_path(mapping, "mapping.", error);
        return descriptor->image.code.path != NULL;
}

static Target *read_target(JsonNode *node, guint number, GError **error) {
        g_autofree char *place = g_strdup_printf("targets[%u].", number);
        JsonObject *object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
        const char *architecture;
        GPtrArray *machines;
        Target *target;

        if (!object) {
                wrong(error, "targets[%u] is not an object", number);
                return NULL;
        }
        architecture = need_text(object, "architecture", place, error);
        machines = architecture ? need_texts(object, "machines", place, error) : NULL;
        if (!machines)
                return NULL;
        target = g_new0(Target, 1);
        target->architecture = g_strdup(architecture);
        target->machines = machines;
        return target;
}

static gboolean read_targets(JsonObject *root, TckDescriptor *descriptor, GError **error) {
        JsonArray *array = need_array(root, "targets", "", error);

        if (!array)
                return FALSE;
        descriptor->targets = g_ptr_array_new_with_free_func(target_free);
        for (guint i = 0; i < json_array_get_length(array); i++) {
                Target *target = read_target(json_array_get_element(array, i), i, error);

                if (!target)
                        return FALSE;
                g_ptr_array_add(descriptor->targets, target);
        }
        return descriptor->targets->len || wrong(error, "targets is empty");
}

static gboolean read_interfaces(JsonObject *root, TckDescriptor *descriptor, GError **error) {
        g_autoptr(GPtrArray) types = need_texts(root, "interface-types", "", error);

        if (!types)
                return FALSE;
        descriptor->uefi = has(types, "uefi");
        return types->len || wrong(error, "interface-types is empty");
}

static gboolean read_features(JsonObject *root, TckDescriptor *descriptor, GError **error) {
        descriptor->features = need_texts(root, "features", "", error);
        if (!descriptor->features)
                return FALSE;
        descriptor->image.smm = has(descriptor->features, "requires-smm");
        descriptor->image.secure = descriptor->image.smm && has(descriptor->features, "secure-boot");
        return TRUE;
}

static gboolean read_all(JsonObject *root, TckDescriptor *descriptor, GError **error) {
        const char *description = need_text(root, "description", "", error);

        descriptor->description = g_strdup(description);
        return description && read_interfaces(root, descriptor, error) && read_mapping(root, descriptor, error) &&
               read_targets(root, descriptor, error) && read_features(root, descriptor, error);
}

/* The object that the text is, NULL with an error if it is none. */
static JsonNode *parse_object(const char *text, gsize length, GError **error) {
        g_autoptr(GError) local = NULL;
        g_autofree char *message = NULL;
        JsonNode *root;

        if (!g_utf8_validate(text, (gssize) length, NULL) || !tck_json_is_plain(text, NESTING_MAX)) {
                wrong(error, "it is not JSON, or nests deeper than a descriptor does");
                return NULL;
        }
        root = json_from_string(text, &local);
        if (root && JSON_NODE_HOLDS_OBJECT(root))
                return root;
        g_clear_pointer(&root, json_node_unref);
        /* It quotes the text, and may cut a character in two. */
        message = g_utf8_make_valid(local ? local->message : "it is not a JSON object", -1);
        wrong(error, "%s", message);
        return NULL;
}

TckDescriptor *tck_descriptor_parse(const char *path, const char *text, gsize length, GError **error) {
        g_autoptr(TckDescriptor) descriptor = g_new0(TckDescriptor, 1);
        g_autoptr(JsonNode) root = parse_object(text, length, error);

        descriptor->name = g_path_get_basename(path);
        if (root && read_all(json_node_get_object(root), descriptor, error))
                return g_steal_pointer(&descriptor);
        g_prefix_error(error, "%s is not a firmware descriptor: ", path);
        return NULL;
}

static char *read_file(const char *path, gsize *ret_length, GError **error) {
        /* What is no file might never open, or never end. */
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        g_autofree char *text = g_malloc(LENGTH_MAX + 1);
        gsize length = 0;
        ssize_t n = 1;
        struct stat status;

        if (fd < 0) {
                wrong(error, "cannot read %s: %s", path, g_strerror(errno));
                return NULL;
        }
        if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
                close(fd);
                wrong(error, "cannot read %s: it is not a file", path);
                return NULL;
        }
        while (n > 0 && length < LENGTH_MAX) {
                n = TEMP_FAILURE_RETRY(read(fd, text + length, LENGTH_MAX - length));
                length += (gsize) MAX(n, 0);
        }
        close(fd);
        if (n < 0) {
                wrong(error, "cannot read %s: %s", path, g_strerror(errno));
                return NULL;
        }
        if (length == LENGTH_MAX) {
                wrong(error, "%s is too long for a firmware descriptor", path);
                return NULL;
        }
        text[length] = '\0';
        *ret_length = length;
        return g_steal_pointer(&text);
}

TckDescriptor *tck_descriptor_load(const char *path, GError **error) {
        gsize length;
        g_autofree char *text = read_file(path, &length, error);

        return text ? tck_descriptor_parse(path, text, length, error) : NULL;
}

/* ---- what it says ---- */

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
                const Target *target = descriptor->targets->pdata[i];
                g_autofree char *machines = join(target->machines);

                g_string_append_printf(list, "%s%s of %s", i ? ", " : "", machines, target->architecture);
        }
        return g_strdup(list->str);
}

/* The first feature that asks for something the kit does not know, NULL if there is none. */
static const char *unknown_requirement(const TckDescriptor *descriptor) {
        for (guint i = 0; i < descriptor->features->len; i++) {
                const char *feature = descriptor->features->pdata[i];

                if (g_str_has_prefix(feature, "requires-") && !g_str_equal(feature, "requires-smm"))
                        return feature;
        }
        return NULL;
}

/* A format that QEMU's block layer takes a flash chip's content from without more being said. */
static gboolean is_known_format(const TckFirmwareFile *file) {
        return !file->path || !file->format || g_str_equal(file->format, "raw") || g_str_equal(file->format, "qcow2");
}

static char *cannot_read(const TckFirmwareFile *file) {
        if (!file->path || (access(file->path, R_OK) == 0 && !g_file_test(file->path, G_FILE_TEST_IS_DIR)))
                return NULL;
        return g_strdup_printf("names %s, which cannot be read", file->path);
}

/* Whether there is a target for that architecture and, if not NULL, that machine type. */
static gboolean has_target(const TckDescriptor *descriptor, const char *architecture, const char *machine) {
        for (guint i = 0; i < descriptor->targets->len; i++) {
                const Target *target = descriptor->targets->pdata[i];

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
                return g_strdup("offers no UEFI, which the kit's application is written for");
        if (!has_target(descriptor, architecture, NULL)) {
                g_autofree char *targets = tck_descriptor_targets(descriptor);

                return g_strdup_printf("is for %s, and this QEMU emulates %s", targets, architecture);
        }
        if (image->device == TCK_FIRMWARE_KERNEL && !g_str_equal(descriptor->device, "kernel"))
                return g_strdup_printf("is mapped as %s, which the kit does not know", descriptor->device);
        if (has(descriptor->features, "enrolled-keys"))
                return g_strdup("has Secure Boot's keys enrolled, and the kit's application is not signed");
        if (descriptor->stateful || has(descriptor->features, "host-uefi-vars"))
                return g_strdup("has a device of QEMU keep its variables, which the kit does not make");
        if (unknown)
                return g_strdup_printf("has the feature %s, which the kit does not know", unknown);
        if (!is_known_format(&image->code) || !is_known_format(&image->variables))
                return g_strdup_printf("has images in a format that the kit does not know: it takes raw and qcow2");
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
        /* An i440fx machine has no SMRAM that the firmware could lock. */
        if (descriptor->image.smm && fnmatch("*q35*", machine, 0) != 0)
                return g_strdup_printf("requires SMM, which the kit sets up on q35 and not on %s", machine);
        return NULL;
}

/* ---- where they are ---- */

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
