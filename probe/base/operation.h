/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations register themselves: a file that is linked has its operations in the probe, and no list names it. */
#pragma once

#include "call.h"
#include "registry.h"

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

/* Registers a table of operations, for the first CPU alone or for any. */
#define OPERATIONS(table) OPERATION_FAMILY_(table, false)
#define OPERATIONS_ANYWHERE(table) OPERATION_FAMILY_(table, true)
#define OPERATION_FAMILY_(table, any)                                                                               \
        static const struct operation_family table##_family = {(table), sizeof(table) / sizeof((table)[0]), (any)}; \
        REGISTER(operations, struct operation_family, table##_family)

/* Does the operation of that name. */
void operation_perform(struct call *call, const char *name);

/* True if there is such an operation, and another CPU than the first can do it. */
bool operation_can_move(const char *name);
