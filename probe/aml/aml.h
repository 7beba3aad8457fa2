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

/* How to power a machine off. */
struct aml_power_off {
        struct {
                uint64_t address; /* 0 for none */
                bool memory;      /* in memory; otherwise it is a port */
        } control[2];
        bool reduced;    /* the controls are ACPI 5.0's sleep control register, not PM1a and PM1b */
        uint8_t type[2]; /* what to write there: \_S5's */
        uint8_t enable;  /* what to write to smi_command, to get out of legacy mode; 0 for nothing */
        uint16_t smi_command;
};

/* Finds out how to power the machine off, and calls \_PTS, which announces it. */
bool aml_prepare_power_off(struct aml_power_off *ret_power_off, struct failure *ret_error);

/* Powers the machine off. Returns if that fails. */
void aml_power_off(const struct aml_power_off *power_off);
