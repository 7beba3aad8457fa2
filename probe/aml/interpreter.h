/* SPDX-License-Identifier: BSD-2-Clause */
/* The interpreter, for files that use ACPICA's types. */
#pragma once

#include <acpi/acpi.h>

#include "aml.h"

/*
 * Calls function(argument) in a guarded call, with the namespace loaded. False with *ret_error set if the namespace
 * cannot be loaded, if an exception was raised, or if the status is a failure. After an exception the interpreter is
 * reinitialized: nothing that it returned before may be used.
 */
bool interpreter_run(acpi_status (*function)(void *argument), void *argument, struct failure *ret_error);

/* The same for an operation: if it returns false, it has answered the call with the error. */
bool interpreter_serve(struct call *call, acpi_status (*function)(void *argument), void *argument);

/* Further statuses that such a function can return, beside ACPICA's. */
enum {
        INTERPRETER_NOT_FOUND = 0xf001,
        INTERPRETER_BAD_PATH,
};

/*
 * Looks up the object at an absolute path, or the object of that name below it if name is not NULL. The status says if
 * there is none, or if the path is not absolute.
 */
acpi_status interpreter_look_up(const char *path, const char *name, acpi_handle *ret_object);

/* Gets the absolute path of an object. */
acpi_status interpreter_get_path(acpi_handle object, char ret_path[static AML_PATH_MAX]);

/* Evaluates the object at path, which is relative to object unless that is NULL. */
acpi_status interpreter_evaluate(acpi_handle object, const char *path, const uint64_t *arguments, size_t count,
                                 union acpi_object **ret_value);
