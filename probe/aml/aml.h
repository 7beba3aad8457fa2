/* SPDX-License-Identifier: BSD-2-Clause */
/* ACPI's namespace and AML, for those who need not know ACPICA. Everything here loads the tables if need be. */
#pragma once

#include "call.h"

#define AML_PATH_MAX 256u

/* Why something could not be done. */
struct aml_error {
        const char *reason; /* the word for programs; NULL if an exception ended it */
        const char *status; /* ACPICA's name for it, with the reason "aml" */
        const char *text;   /* for people */
        struct trap trap;
};

/* Gives an error as the answer. */
void aml_answer_error(struct call *call, const struct aml_error *error);

/* Finds the index-th device, from 0, that says it is id, in its _HID or _CID; whether or not it is present. */
bool aml_find(const char *id, uint64_t index, char ret_path[static AML_PATH_MAX], struct aml_error *ret_error);

/* How many there are. */
bool aml_count(const char *id, uint64_t *ret_count, struct aml_error *ret_error);

/* Evaluates an object below path. An integer has to come of it. */
bool aml_read_integer(const char *path, const char *name, uint64_t *ret_value, struct aml_error *ret_error);

/* Calls the method below path with one argument, and does not ask what comes of it. */
bool aml_write_integer(const char *path, const char *name, uint64_t value, struct aml_error *ret_error);

/* How to power the machine off. */
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

/* Finds out. Also tells the firmware what is to come. */
bool aml_prepare_power_off(struct aml_power_off *ret_power_off, struct aml_error *ret_error);

/* Does it. Returns if that fails. */
void aml_power_off(const struct aml_power_off *power_off);
