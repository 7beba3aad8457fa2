/* SPDX-License-Identifier: BSD-2-Clause */
/* ACPI's namespace and AML, without ACPICA's types. Each function loads the tables if that has not been done. */
#pragma once

#include "call.h"

#define AML_PATH_MAX 256u

/* Finds the index-th device, from 0, that has this id as its _HID or _CID, whether or not it is present. */
bool aml_find(const char *id, uint64_t index, char ret_path[static AML_PATH_MAX], struct failure *ret_error);

/* Counts the devices that have this id. */
bool aml_count(const char *id, uint64_t *ret_count, struct failure *ret_error);

/* Evaluates the object of that name below path. Its value has to be an integer. */
bool aml_read_integer(const char *path, const char *name, uint64_t *ret_value, struct failure *ret_error);

/* Calls the method of that name below path with one argument, and ignores its value. */
bool aml_write_integer(const char *path, const char *name, uint64_t value, struct failure *ret_error);

/* Prepares for power_off(): if the platform cannot do that, finds out how ACPI does it, and calls \_PTS, which announces it. */
bool power_off_prepare(struct failure *ret_error);

/* Powers the machine off, by the platform or by ACPI. Returns if that fails. */
void power_off(void);
