/* SPDX-License-Identifier: BSD-2-Clause */
#include "descriptor.h"

#include "error.h"
#include "file.h"
#include "json.h"

enum {
        LENGTH_MAX = 64 << 10, /* some fifty times the length of the longest known descriptor */
        NESTING_MAX = 8,       /* twice the depth of the schema */
};

/* Sets an error that tells what is wrong. FALSE. */
#define wrong(error, ...) tck_error_set((error), TCK_ERROR_ENVIRONMENT, __VA_ARGS__)

/* Not empty and printable, because it is shown. */
static gboolean is_clean(const char *text) {
        if (!text || !*text || !g_utf8_validate(text, -1, NULL))
                return FALSE;
        while (*text && g_unichar_isprint(g_utf8_get_char(text)))
                text = g_utf8_next_char(text);
        return !*text;
}

/* A text that is required; NULL with an error that has its path in the descriptor. */
static const char *need_text(JsonObject *object, const char *name, const char *place, GError **error) {
        const char *text = tck_json_string(object, name);

        if (is_clean(text))
                return text;
        wrong(error, "%s%s is not a printable text", place, name);
        return NULL;
}

static JsonArray *need_array(JsonObject *object, const char *name, const char *place, GError **error) {
        JsonArray *array = tck_json_array(object, name);

        if (!array)
                wrong(error, "%s%s is not a list", place, name);
        return array;
}

/* A required list of texts: char *. Free with g_ptr_array_unref(). */
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
        wrong(error, "%s%s has an entry that is not a printable text", place, name);
        return NULL;
}

static char *need_path(JsonObject *object, const char *place, GError **error) {
        const char *path = need_text(object, "filename", place, error);

        if (path && !g_path_is_absolute(path)) {
                wrong(error, "%sfilename is not an absolute path", place);
                return NULL;
        }
        return g_strdup(path);
}

/* The required description of a file in flash. */
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

/* The value of mapping.mode, or `otherwise` without it. NULL with an error if it is not allowed. */
static const char *mode(JsonObject *mapping, const char *otherwise, const char *const *allowed, GError **error) {
        const char *text = json_object_has_member(mapping, "mode") ? tck_json_string(mapping, "mode") : otherwise;
        g_autofree char *words = NULL;

        if (text && g_strv_contains(allowed, text))
                return text;
        words = g_strjoinv(", ", (char **) allowed);
        wrong(error, "mapping.mode is not one of %s", words);
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

/* Since QEMU 11.0, the file may be one level deeper, in `executable`, and a device may store the variables. */
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
        /* A device that the kit does not know is no error in the descriptor. */
        descriptor->image.device = TCK_FIRMWARE_KERNEL;
        descriptor->image.code.path = need_path(mapping, "mapping.", error);
        return descriptor->image.code.path != NULL;
}

static void target_free(gpointer data) {
        TckDescriptorTarget *target = data;

        g_free(target->architecture);
        g_ptr_array_unref(target->machines);
        g_free(target);
}

static TckDescriptorTarget *read_target(JsonNode *node, guint number, GError **error) {
        g_autofree char *place = g_strdup_printf("targets[%u].", number);
        JsonObject *object = tck_json_node_object(node);
        const char *architecture;
        GPtrArray *machines;
        TckDescriptorTarget *target;

        if (!object) {
                wrong(error, "targets[%u] is not an object", number);
                return NULL;
        }
        architecture = need_text(object, "architecture", place, error);
        machines = architecture ? need_texts(object, "machines", place, error) : NULL;
        if (!machines)
                return NULL;
        target = g_new0(TckDescriptorTarget, 1);
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
                TckDescriptorTarget *target = read_target(json_array_get_element(array, i), i, error);

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
        descriptor->uefi = tck_descriptor_has(types, "uefi");
        return types->len || wrong(error, "interface-types is empty");
}

static gboolean read_features(JsonObject *root, TckDescriptor *descriptor, GError **error) {
        descriptor->features = need_texts(root, "features", "", error);
        if (!descriptor->features)
                return FALSE;
        descriptor->image.smm = tck_descriptor_has(descriptor->features, "requires-smm");
        descriptor->image.secure = descriptor->image.smm && tck_descriptor_has(descriptor->features, "secure-boot");
        return TRUE;
}

static gboolean read_all(JsonObject *root, TckDescriptor *descriptor, GError **error) {
        const char *description = need_text(root, "description", "", error);

        descriptor->description = g_strdup(description);
        return description && read_interfaces(root, descriptor, error) && read_mapping(root, descriptor, error) &&
               read_targets(root, descriptor, error) && read_features(root, descriptor, error);
}

TckDescriptor *tck_descriptor_parse(const char *path, const char *text, gsize length, GError **error) {
        g_autoptr(TckDescriptor) descriptor = g_new0(TckDescriptor, 1);
        g_autoptr(JsonNode) root = tck_json_parse(text, length, NESTING_MAX);
        JsonObject *object = tck_json_node_object(root);

        descriptor->name = g_path_get_basename(path);
        if (!root)
                wrong(error, "it is not JSON, or is nested too deeply");
        else if (!object)
                wrong(error, "it is not a JSON object");
        if (object && read_all(object, descriptor, error))
                return g_steal_pointer(&descriptor);
        g_prefix_error(error, "%s is not a firmware descriptor: ", path);
        return NULL;
}

TckDescriptor *tck_descriptor_load(const char *path, GError **error) {
        g_autofree char *text = NULL;
        gsize length = 0;

        /* A FIFO or a device might block, or have no end. */
        if (g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_REGULAR))
                wrong(error, "cannot read %s: it is not a regular file", path);
        else
                text = tck_file_read(path, LENGTH_MAX, &length, error);
        return text ? tck_descriptor_parse(path, text, length, error) : NULL;
}
