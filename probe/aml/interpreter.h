/* SPDX-License-Identifier: BSD-2-Clause */
/* The interpreter as a whole, for the files that use ACPICA's types. */
#pragma once

#include <acpi/acpi.h>

#include "aml.h"

/*
 * Calls function(argument) in a guarded call, with the namespace loaded. False with *ret_error set if the namespace cannot be
 * loaded, if an exception was raised, or if the status is a failure. After an exception the interpreter is initialized anew:
 * nothing that it returned before may be used.
 */
bool interpreter_run(acpi_status (*function)(void *argument), void *argument, struct failure *ret_error);

/* The same for an operation: if it returns false, the call has been answered with the error. */
bool interpreter_serve(struct call *call, acpi_status (*function)(void *argument), void *argument);

/* Statuses for such a function to return, beyond ACPICA's. */
enum {
        INTERPRETER_NOT_FOUND = 0xf001,
        INTERPRETER_BAD_PATH,
};

/*
 * The object at an absolute path, or the one of that name below it if name is not NULL. The status says if there is none,
 * or if that is not a path.
 */
acpi_status interpreter_look_up(const char *path, const char *name, acpi_handle *ret_object);

/* The absolute path of an object. */
acpi_status interpreter_get_path(acpi_handle object, char ret_path[static AML_PATH_MAX]);

/* Evaluates an object, by a path relative to another one if that is not NULL. */
acpi_status interpreter_evaluate(acpi_handle object, const char *path, const uint64_t *arguments, size_t count,
                                 union acpi_object **ret_value);
