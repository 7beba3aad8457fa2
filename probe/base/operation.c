/* SPDX-License-Identifier: BSD-2-Clause */
#include "operation.h"

/* Defined by the linker scripts. */
extern const struct operation_family *const operations_start[], *const operations_end[];

static const struct operation *find_operation(const char *name, bool *ret_anywhere) {
        for (const struct operation_family *const *family = operations_start; family != operations_end; family++)
                for (size_t i = 0; i < (*family)->count; i++)
                        if (wire_same((*family)->operations[i].name, name)) {
                                *ret_anywhere = (*family)->anywhere;
                                return (*family)->operations + i;
                        }
        return NULL;
}

bool operation_can_move(const char *name) {
        bool anywhere;

        return find_operation(name, &anywhere) && anywhere;
}

void operation_perform(struct call *call, const char *name) {
        bool anywhere;
        const struct operation *operation = find_operation(name, &anywhere);

        if (!operation)
                call_error(call, "unknown-operation", NULL);
        else if (call->count < operation->arguments_min)
                call_error(call, "bad-argument", "too few arguments");
        else if (call->count > operation->arguments_max)
                call_error(call, "bad-argument", "too many arguments");
        else
                operation->perform(call);
}
