/* SPDX-License-Identifier: BSD-2-Clause */
/* An operation that the host calls: its arguments and its answer. */
#pragma once

#include "trap.h"
#include "wire.h"

struct call {
        uint64_t sequence;
        size_t count; /* arguments */
        char **argument;
        struct wire_writer *answer; /* the line under way, for wire_put_…() after call_ok() */
        bool answered;              /* the line has been sent already */
        bool leave;                 /* to be set by an operation that ends the agent's work */
};

struct operation {
        const char *name;
        size_t arguments_min, arguments_max;
        void (*perform)(struct call *call);
};

/* The operations of one family; each has a file of its own. */
struct operation_family {
        const struct operation *operations;
        size_t count;
        bool anywhere; /* a CPU that is not the first can do them */
};

#define OPERATION_FAMILY(table) \
        { (table), sizeof(table) / sizeof((table)[0]), false }
#define OPERATION_FAMILY_ANYWHERE(table) \
        { (table), sizeof(table) / sizeof((table)[0]), true }

extern const struct operation_family acpi_evaluate_operations, acpi_namespace_operations, acpi_resources_operations,
        acpi_tables_operations, cpu_operations, cpus_operations, crash_operations, fw_cfg_operations,
        fw_cfg_write_operations, memory_operations, mode_operations, pci_operations, port_operations, power_operations,
        raise_operations, tick_operations, vmcoreinfo_operations, witness_operations;

/* ---- arguments: each says false, and has given the error answer, if the argument is not as it should be ---- */

/* A number up to max. */
bool call_number(struct call *call, size_t index, const char *name, uint64_t max, uint64_t *ret_value);

/* A width in bytes: a power of two up to max. */
bool call_width(struct call *call, size_t index, unsigned max, unsigned *ret_width);

/* A number that fits width bytes. */
bool call_value(struct call *call, size_t index, unsigned width, uint64_t *ret_value);

/* ---- answers; each call gets one of these ---- */

/* "ok", to which values may be appended. */
void call_ok(struct call *call);

/* "ok" with one number. */
void call_ok_number(struct call *call, uint64_t value);

/* "fault", for an exception that the operation raised. */
void call_fault(struct call *call, const struct trap *trap);

/* "error" with a word for programs and a text for people; both printable ASCII, the text may be NULL. */
void call_error(struct call *call, const char *reason, const char *text);

/* "ok", at once: for what can answer no more after it has acted. */
void call_ok_now(struct call *call);
