/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on ACPI's namespace. */
#include "interpreter.h"
#include "operation.h"

#define ID_MAX 64u

/* An EISA id as text: three letters, then four digits. ACPI specification, "EISAID". */
static void decode_eisa_id(uint64_t id, char ret_text[static ID_MAX]) {
        uint32_t value = __builtin_bswap32((uint32_t) id);

        for (unsigned i = 0; i < 3; i++)
                ret_text[i] = (char) ('@' + (value >> (26 - 5 * i) & 0x1f));
        for (unsigned i = 0; i < 4; i++)
                ret_text[3 + i] = "0123456789ABCDEF"[value >> (12 - 4 * i) & 0xf];
        ret_text[7] = '\0';
}

/* The text of an id, with '?' for each character that an id cannot contain. False if the object is not an id. */
static bool read_id(const union acpi_object *object, char ret_text[static ID_MAX]) {
        size_t length;

        if (object->type == ACPI_TYPE_INTEGER) {
                decode_eisa_id(object->integer.value, ret_text);
                return true;
        }
        if (object->type != ACPI_TYPE_STRING)
                return false;
        length = object->string.length < ID_MAX ? object->string.length : ID_MAX - 1;
        for (size_t i = 0; i < length; i++) {
                char c = object->string.pointer[i];

                ret_text[i] = c > ' ' && c <= '~' ? c : '?';
        }
        ret_text[length] = '\0';
        return true;
}

static bool is_id(const union acpi_object *object, const char *id) {
        char text[ID_MAX];

        return read_id(object, text) && wire_same(text, id);
}

/* True if the device's object of that name is the id, or a package that contains it. */
static bool has_id(acpi_handle device, const char *name, const char *id) {
        union acpi_object *value;
        bool found = false;

        if (ACPI_FAILURE(interpreter_evaluate(device, name, NULL, 0, &value)) || !value)
                return false;
        if (value->type == ACPI_TYPE_PACKAGE)
                for (uint32_t i = 0; i < value->package.count && !found; i++)
                        found = is_id(value->package.elements + i, id);
        else
                found = is_id(value, id);
        acpi_os_free(value);
        return found;
}

struct search {
        const char *id;
        uint64_t wanted, count;
        char *path; /* where to store the path of the wanted device; NULL to count all devices */
        acpi_handle found;
};

static acpi_status visit(acpi_handle device, u32 level, void *context, void **unused) {
        struct search *search = context;

        (void) level, (void) unused;
        if (!has_id(device, "_HID", search->id) && !has_id(device, "_CID", search->id))
                return AE_OK;
        if (search->count++ != search->wanted || !search->path)
                return AE_OK;
        search->found = device;
        return AE_CTRL_TERMINATE;
}

/* acpi_get_devices() would leave out devices that are absent according to _STA. */
static acpi_status do_search(void *argument) {
        struct search *search = argument;
        acpi_status status =
                acpi_walk_namespace(ACPI_TYPE_DEVICE, ACPI_ROOT_OBJECT, ACPI_UINT32_MAX, visit, NULL, search, NULL);

        if (ACPI_FAILURE(status) || !search->path)
                return status;
        return search->found ? interpreter_get_path(search->found, search->path) : (acpi_status) INTERPRETER_NOT_FOUND;
}

bool aml_find(const char *id, uint64_t index, char ret_path[static AML_PATH_MAX], struct failure *ret_error) {
        struct search search = {.id = id, .wanted = index, .path = ret_path};

        return interpreter_run(do_search, &search, ret_error);
}

bool aml_count(const char *id, uint64_t *ret_count, struct failure *ret_error) {
        struct search search = {.id = id};

        if (!interpreter_run(do_search, &search, ret_error))
                return false;
        *ret_count = search.count;
        return true;
}

/* acpi-find ID [INDEX] */
static void operation_acpi_find(struct call *call) {
        char path[AML_PATH_MAX];
        struct search search = {.id = call->argument[0], .path = path};

        if (!call_number(call, 1, "INDEX", UINT64_MAX, &search.wanted) || !interpreter_serve(call, do_search, &search))
                return;
        call_ok(call);
        wire_put_word(call->answer, path);
}

/* acpi-count ID */
static void operation_acpi_count(struct call *call) {
        struct search search = {.id = call->argument[0]};

        if (interpreter_serve(call, do_search, &search))
                call_ok_number(call, search.count);
}

/* What is known of an object without evaluating it. */
struct object {
        const char *path;
        acpi_object_type type;
        u8 arguments; /* the number of a method's arguments */
};

static acpi_status do_describe(void *argument) {
        struct object *object = argument;
        struct acpi_device_info *info;
        acpi_handle handle;
        acpi_status status = interpreter_look_up(object->path, NULL, &handle);

        if (ACPI_SUCCESS(status))
                status = acpi_get_type(handle, &object->type);
        if (ACPI_FAILURE(status) || object->type != ACPI_TYPE_METHOD)
                return status;
        status = acpi_get_object_info(handle, &info);
        if (ACPI_SUCCESS(status)) {
                object->arguments = info->param_count;
                acpi_os_free(info);
        }
        return status;
}

static const char *type_name(acpi_object_type type) {
        static const char *const names[] = {
                [ACPI_TYPE_INTEGER] = "integer",
                [ACPI_TYPE_STRING] = "string",
                [ACPI_TYPE_BUFFER] = "buffer",
                [ACPI_TYPE_PACKAGE] = "package",
                [ACPI_TYPE_FIELD_UNIT] = "field",
                [ACPI_TYPE_DEVICE] = "device",
                [ACPI_TYPE_EVENT] = "event",
                [ACPI_TYPE_METHOD] = "method",
                [ACPI_TYPE_MUTEX] = "mutex",
                [ACPI_TYPE_REGION] = "region",
                [ACPI_TYPE_POWER] = "power-resource",
                [ACPI_TYPE_PROCESSOR] = "processor",
                [ACPI_TYPE_THERMAL] = "thermal-zone",
                [ACPI_TYPE_BUFFER_FIELD] = "field",
                [ACPI_TYPE_LOCAL_REGION_FIELD] = "field",
                [ACPI_TYPE_LOCAL_BANK_FIELD] = "field",
                [ACPI_TYPE_LOCAL_INDEX_FIELD] = "field",
                [ACPI_TYPE_LOCAL_SCOPE] = "scope",
        };
        const char *name = type < sizeof(names) / sizeof(names[0]) ? names[type] : NULL;

        return name ? name : "other";
}

/* acpi-type PATH */
static void operation_acpi_type(struct call *call) {
        struct object object = {.path = call->argument[0]};

        if (!interpreter_serve(call, do_describe, &object))
                return;
        call_ok(call);
        wire_put_word(call->answer, type_name(object.type));
}

/* acpi-method PATH */
static void operation_acpi_method(struct call *call) {
        struct object object = {.path = call->argument[0]};

        if (!interpreter_serve(call, do_describe, &object))
                return;
        if (object.type == ACPI_TYPE_METHOD)
                call_ok_number(call, object.arguments);
        else
                call_error(call, "bad-argument", "PATH is not a method");
}

struct hid {
        const char *path;
        bool eisa;
        char text[ID_MAX];
};

static acpi_status do_hid(void *argument) {
        struct hid *hid = argument;
        union acpi_object *value;
        acpi_handle object;
        acpi_status status = interpreter_look_up(hid->path, "_HID", &object);

        if (ACPI_SUCCESS(status))
                status = interpreter_evaluate(object, NULL, NULL, 0, &value);
        if (ACPI_FAILURE(status))
                return status;
        if (!value)
                return AE_NULL_OBJECT;
        hid->eisa = value->type == ACPI_TYPE_INTEGER;
        status = read_id(value, hid->text) ? AE_OK : AE_TYPE;
        acpi_os_free(value);
        return status;
}

/* acpi-hid PATH */
static void operation_acpi_hid(struct call *call) {
        struct hid hid = {.path = call->argument[0]};

        if (!interpreter_serve(call, do_hid, &hid))
                return;
        call_ok(call);
        wire_put_word(call->answer, hid.eisa ? "eisa" : "string");
        wire_put_word(call->answer, hid.text);
}

OPERATIONS({"acpi-find", 1, 2, operation_acpi_find}, {"acpi-count", 1, 1, operation_acpi_count},
           {"acpi-type", 1, 1, operation_acpi_type}, {"acpi-method", 1, 1, operation_acpi_method},
           {"acpi-hid", 1, 1, operation_acpi_hid});
