/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations register themselves: the operations of a linked file are available in the probe, and no list names them.
 */
#pragma once

#include "call.h"
#include "registry.h"

struct operation {
        const char *name;
        size_t arguments_min, arguments_max;
        void (*perform)(struct call *call);
};

/* The operations of one file. */
struct operation_family {
        const struct operation *operations;
        size_t count;
        bool anywhere; /* any CPU can perform them, not only the first */
};

/* Registers operations that only the first CPU can perform, or any CPU. A file can use each of these macros once. */
#define OPERATIONS(...) OPERATION_FAMILY_(operations_of_first, false, __VA_ARGS__)
#define OPERATIONS_ANYWHERE(...) OPERATION_FAMILY_(operations_of_any, true, __VA_ARGS__)
#define OPERATION_FAMILY_(name, any, ...)                                                                       \
        static const struct operation name[] = {__VA_ARGS__};                                                   \
        static const struct operation_family name##_family = {(name), sizeof(name) / sizeof((name)[0]), (any)}; \
        REGISTER(operations, struct operation_family, name##_family)

/* Performs the operation of that name, or answers with an error. */
void operation_perform(struct call *call, const char *name);

/* True if the operation exists and any CPU can perform it. */
bool operation_can_move(const char *name);
