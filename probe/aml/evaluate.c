/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations that evaluate an object. */
#include "interpreter.h"
#include "messages.h"
#include "operation.h"

#define WORDS_OF_AN_ANSWER 2u /* the sequence number and "ok" */

struct evaluation {
        const char *path, *name; /* the name may be NULL */
        uint64_t arguments[ACPI_METHOD_NUM_ARGS];
        size_t count;
        union acpi_object *value; /* NULL if nothing came of it */
};

static acpi_status do_evaluate(void *argument) {
        struct evaluation *evaluation = argument;
        acpi_handle object;
        acpi_status status = interpreter_look_up(evaluation->path, &object);

        if (ACPI_SUCCESS(status) && evaluation->name) {
                status = acpi_get_handle(object, (acpi_string) evaluation->name, &object);
                if (status == AE_NOT_FOUND)
                        status = INTERPRETER_NOT_FOUND;
        }
        if (ACPI_FAILURE(status))
                return status;
        return interpreter_evaluate(object, NULL, evaluation->arguments, evaluation->count, &evaluation->value);
}

/* An answer under way: a value may have more words than a line has room for. */
struct words {
        struct wire_writer *writer;
        size_t left;
        bool overflow;
};

static bool take_word(struct words *words) {
        if (!words->left) {
                words->overflow = true;
                return false;
        }
        words->left--;
        return true;
}

static void put_word(struct words *words, const char *word) {
        if (take_word(words))
                wire_put_word(words->writer, word);
}

static void put_number(struct words *words, uint64_t value) {
        if (take_word(words))
                wire_put_number(words->writer, value);
}

static void put_bytes(struct words *words, const void *bytes, size_t length) {
        if (take_word(words))
                wire_put_bytes(words->writer, bytes, length);
}

static void put_path(struct words *words, acpi_handle object) {
        char path[AML_PATH_MAX];

        put_word(words, object && ACPI_SUCCESS(interpreter_get_path(object, path)) ? path : "-");
}

static void put_value(struct words *words, const union acpi_object *value) {
        switch (value ? value->type : ACPI_TYPE_ANY) {
        case ACPI_TYPE_ANY:
                put_word(words, "none");
                break;
        case ACPI_TYPE_INTEGER:
                put_word(words, "integer");
                put_number(words, value->integer.value);
                break;
        case ACPI_TYPE_STRING:
                put_word(words, "string");
                put_bytes(words, value->string.pointer, value->string.length);
                break;
        case ACPI_TYPE_BUFFER:
                put_word(words, "buffer");
                put_bytes(words, value->buffer.pointer, value->buffer.length);
                break;
        case ACPI_TYPE_PACKAGE:
                put_word(words, "package");
                put_number(words, value->package.count);
                for (uint32_t i = 0; i < value->package.count && !words->overflow; i++)
                        put_value(words, value->package.elements + i);
                break;
        case ACPI_TYPE_LOCAL_REFERENCE:
                put_word(words, "reference");
                put_path(words, value->reference.handle);
                break;
        default:
                put_word(words, "other");
                put_number(words, value->type);
        }
}

/* acpi-eval PATH [ARGUMENT...] */
static void operation_acpi_eval(struct call *call) {
        struct words words = {.writer = call->answer, .left = WIRE_WORDS_MAX - WORDS_OF_AN_ANSWER};
        struct evaluation evaluation = {.path = call->argument[0], .count = call->count - 1};

        for (size_t i = 0; i < evaluation.count; i++)
                if (!call_number(call, i + 1, "ARGUMENT", UINT64_MAX, evaluation.arguments + i))
                        return;
        if (!interpreter_serve(call, do_evaluate, &evaluation))
                return;
        call_ok(call);
        put_value(&words, evaluation.value);
        if (words.overflow || call->answer->overflow)
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
                *ret_error = (struct failure){.reason = "failed", .text = "no integer came of it"};
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

static const struct operation operations[] = {
        {"acpi-eval", 1, 1 + ACPI_METHOD_NUM_ARGS, operation_acpi_eval},
        {"acpi-remarks", 1, 1, operation_acpi_remarks},
};

OPERATIONS(operations);
