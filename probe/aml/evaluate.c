/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations that evaluate an object. */
#include "interpreter.h"
#include "messages.h"
#include "operation.h"

struct evaluation {
        const char *path, *name; /* the name may be NULL */
        uint64_t arguments[ACPI_METHOD_NUM_ARGS];
        size_t count;
        union acpi_object *value; /* NULL if there is none */
};

static acpi_status do_evaluate(void *argument) {
        struct evaluation *evaluation = argument;
        acpi_handle object;
        acpi_status status = interpreter_look_up(evaluation->path, evaluation->name, &object);

        return ACPI_FAILURE(status) ? status
                                    : interpreter_evaluate(object, NULL, evaluation->arguments, evaluation->count,
                                                           &evaluation->value);
}

static void put_path(struct wire_writer *answer, acpi_handle object) {
        char path[AML_PATH_MAX];

        wire_put_word(answer, object && ACPI_SUCCESS(interpreter_get_path(object, path)) ? path : "-");
}

static void put_value(struct wire_writer *answer, const union acpi_object *value) {
        switch (value ? value->type : ACPI_TYPE_ANY) {
        case ACPI_TYPE_ANY:
                wire_put_word(answer, "none");
                break;
        case ACPI_TYPE_INTEGER:
                wire_put_word(answer, "integer");
                wire_put_number(answer, value->integer.value);
                break;
        case ACPI_TYPE_STRING:
                wire_put_word(answer, "string");
                wire_put_bytes(answer, (const uint8_t *) value->string.pointer, value->string.length);
                break;
        case ACPI_TYPE_BUFFER:
                wire_put_word(answer, "buffer");
                wire_put_bytes(answer, value->buffer.pointer, value->buffer.length);
                break;
        case ACPI_TYPE_PACKAGE:
                wire_put_word(answer, "package");
                wire_put_number(answer, value->package.count);
                for (uint32_t i = 0; i < value->package.count && !answer->overflow; i++)
                        put_value(answer, value->package.elements + i);
                break;
        case ACPI_TYPE_LOCAL_REFERENCE:
                wire_put_word(answer, "reference");
                put_path(answer, value->reference.handle);
                break;
        default:
                wire_put_word(answer, "other");
                wire_put_number(answer, value->type);
        }
}

/* acpi-eval PATH [ARGUMENT...] */
static void operation_acpi_eval(struct call *call) {
        struct evaluation evaluation = {.path = call->argument[0], .count = call->count - 1};

        for (size_t i = 0; i < evaluation.count; i++)
                if (!call_number(call, i + 1, "ARGUMENT", UINT64_MAX, evaluation.arguments + i))
                        return;
        if (!interpreter_serve(call, do_evaluate, &evaluation))
                return;
        call_ok(call);
        put_value(call->answer, evaluation.value);
        if (call->answer->overflow)
                call_error(call, "failed", "the value is too large for an answer");
        acpi_os_free(evaluation.value);
}

bool aml_read_integer(const char *path, const char *name, uint64_t *ret_value, struct failure *ret_error) {
        struct evaluation evaluation = {.path = path, .name = name};
        bool good;

        if (!interpreter_run(do_evaluate, &evaluation, ret_error))
                return false;
        good = evaluation.value && evaluation.value->type == ACPI_TYPE_INTEGER;
        if (good)
                *ret_value = evaluation.value->integer.value;
        else
                *ret_error = (struct failure){.reason = "failed", .text = "the result is not an integer"};
        acpi_os_free(evaluation.value);
        return good;
}

bool aml_write_integer(const char *path, const char *name, uint64_t value, struct failure *ret_error) {
        struct evaluation evaluation = {.path = path, .name = name, .arguments = {value}, .count = 1};

        if (!interpreter_run(do_evaluate, &evaluation, ret_error))
                return false;
        acpi_os_free(evaluation.value);
        return true;
}

/* acpi-remarks SHOW */
static void operation_acpi_remarks(struct call *call) {
        uint64_t show;

        if (!call_number(call, 0, "SHOW", 1, &show))
                return;
        messages_show(show);
        call_ok(call);
}

OPERATIONS({"acpi-eval", 1, 1 + ACPI_METHOD_NUM_ARGS, operation_acpi_eval},
           {"acpi-remarks", 1, 1, operation_acpi_remarks});
