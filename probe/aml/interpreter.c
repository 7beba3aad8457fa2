/* SPDX-License-Identifier: BSD-2-Clause */
#include "heap.h"
#include "interpreter.h"
#include "limits.h"
#include "messages.h"
#include "arch.h"
#include "platform.h"

#define TABLES_INITIAL 32u

static bool loaded;

static acpi_status load(void) {
        struct acpi_table_header *dsdt;
        acpi_status status;

        /* The answer is exactly what AML returns, without the corrections that operating systems need. */
        acpi_gbl_enable_interpreter_slack = FALSE; /* a method without a return value returns nothing */
        acpi_gbl_disable_auto_repair = TRUE;
        acpi_gbl_max_loop_iterations = LIMITS_LOOP_SECONDS; /* its unit is seconds */

        status = acpi_initialize_subsystem();
        if (ACPI_SUCCESS(status))
                status = acpi_initialize_tables(NULL, TABLES_INITIAL, TRUE);
        if (ACPI_SUCCESS(status) && ACPI_FAILURE(acpi_get_table(ACPI_SIG_DSDT, 1, &dsdt)))
                status = AE_NO_ACPI_TABLES; /* acpi_load_tables() fails obscurely without tables */
        if (ACPI_SUCCESS(status))
                status = acpi_load_tables();
        if (ACPI_SUCCESS(status))
                status = acpi_enable_subsystem(ACPI_FULL_INITIALIZATION);
        if (ACPI_SUCCESS(status))
                status = acpi_initialize_objects(ACPI_FULL_INITIALIZATION);
        return status;
}

static void terminate(void *unused) {
        (void) unused;
        acpi_terminate();
}

/* Unloads everything; works in any state. */
static void begin_anew(void) {
        struct trap unused;

        trap_guarded(terminate, NULL, &unused);
        heap_reset();
        loaded = false;
}

struct run {
        acpi_status (*function)(void *argument);
        void *argument;
        acpi_status status;
};

static void do_run(void *argument) {
        struct run *run = argument;

        if (!loaded) {
                run->status = load();
                if (limits_starved())
                        run->status = AE_NO_MEMORY; /* memory ran out, so a part of a table may not be loaded */
                if (ACPI_FAILURE(run->status))
                        return;
                loaded = true;
                messages_remark_first_error(); /* a part of a table may still be missing */
                messages_forget();
        }
        run->status = run->function(run->argument);
        if (limits_starved())
                run->status = AE_NO_MEMORY;
}

static struct failure describe(acpi_status status) {
        switch (status) {
        case INTERPRETER_NOT_FOUND:
                return (struct failure){.reason = "not-found", .text = "no such object"};
        case INTERPRETER_BAD_PATH:
                return (struct failure){.reason = "bad-argument", .text = "PATH is not an absolute path"};
        default:
                return (struct failure){
                        .reason = "aml",
                        .status = acpi_format_exception(status),
                        .text = limits_exceeded() ? "the operation took too long" : messages_first_error(),
                };
        }
}

bool interpreter_run(acpi_status (*function)(void *argument), void *argument, struct failure *ret_error) {
        struct run run = {.function = function, .argument = argument};

        if (!platform.rsdp()) {
                *ret_error = (struct failure){.reason = "absent", .text = "the machine has no ACPI"};
                return false;
        }
        clock_start();
        limits_begin();
        messages_forget();
        if (!trap_guarded(do_run, &run, &ret_error->trap)) {
                ret_error->reason = NULL;
                begin_anew();
                return false;
        }
        if (ACPI_FAILURE(run.status)) {
                *ret_error = describe(run.status);
                if (!loaded)
                        begin_anew();
                return false;
        }
        return true;
}

bool interpreter_serve(struct call *call, acpi_status (*function)(void *argument), void *argument) {
        struct failure failure;

        if (interpreter_run(function, argument, &failure))
                return true;
        call_failure(call, &failure);
        return false;
}

acpi_status interpreter_look_up(const char *path, const char *name, acpi_handle *ret_object) {
        acpi_status status = path[0] == '\\' ? acpi_get_handle(NULL, (acpi_string) path, ret_object) : AE_BAD_PATHNAME;

        if (ACPI_SUCCESS(status) && name)
                status = acpi_get_handle(*ret_object, (acpi_string) name, ret_object);
        if (status == AE_NOT_FOUND)
                return INTERPRETER_NOT_FOUND;
        return status == AE_NO_MEMORY || ACPI_SUCCESS(status) ? status : INTERPRETER_BAD_PATH;
}

acpi_status interpreter_get_path(acpi_handle object, char ret_path[static AML_PATH_MAX]) {
        struct acpi_buffer buffer = {.length = AML_PATH_MAX, .pointer = ret_path};

        return acpi_get_name(object, ACPI_FULL_PATHNAME_NO_TRAILING, &buffer);
}

acpi_status interpreter_evaluate(acpi_handle object, const char *path, const uint64_t *arguments, size_t count,
                                 union acpi_object **ret_value) {
        union acpi_object values[ACPI_METHOD_NUM_ARGS];
        struct acpi_object_list list = {.count = (u32) count, .pointer = values};
        struct acpi_buffer buffer = {.length = ACPI_ALLOCATE_BUFFER};
        acpi_status status;

        for (size_t i = 0; i < count; i++) {
                values[i].type = ACPI_TYPE_INTEGER;
                values[i].integer.value = arguments[i];
        }
        status = acpi_evaluate_object(object, (acpi_string) path, &list, &buffer);
        *ret_value = ACPI_SUCCESS(status) ? buffer.pointer : NULL;
        return status;
}
