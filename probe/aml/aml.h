/* SPDX-License-Identifier: BSD-2-Clause */
/* ACPI's namespace and AML, without ACPICA's types. Each function first loads the tables if they are not loaded. */
#pragma once

#include "call.h"

#define AML_PATH_MAX 256u

/* Finds the index-th device, from 0, with this id as its _HID or _CID, whether or not it is present. */
bool aml_find(const char *id, uint64_t index, char ret_path[static AML_PATH_MAX], struct failure *ret_error);

/* Counts the devices with this id. */
bool aml_count(const char *id, uint64_t *ret_count, struct failure *ret_error);

/* Evaluates the named object below path, which has to return an integer. */
bool aml_read_integer(const char *path, const char *name, uint64_t *ret_value, struct failure *ret_error);

/* Calls the named method below path with one argument, and ignores its result. */
bool aml_write_integer(const char *path, const char *name, uint64_t value, struct failure *ret_error);

/*
 * Prepares for power_off(): if the platform cannot power off, finds out how ACPI does it, and calls \_PTS, which
 * prepares the machine for it.
 */
bool power_off_prepare(struct failure *ret_error);

/* Powers the machine off, through the platform or ACPI. Returns if that fails. */
void power_off(void);
