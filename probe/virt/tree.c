/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on the device tree. */
#include "board.h"
#include "operation.h"

/* tree COMPATIBLE [INDEX] */
static void operation_tree(struct call *call) {
        uint64_t index = 0, address = 0, size = 0;
        struct fdt_node node;

        if (!call_number(call, 1, "INDEX", UINT32_MAX, &index))
                return;
        if (!board.tree.structure_size)
                call_error(call, "absent", "the machine has no device tree");
        else if (!fdt_find(&board.tree, call->argument[0], (size_t) index, &node))
                call_error(call, "not-found", "no such node");
        else {
                fdt_reg(&board.tree, &node, 0, &address, &size);
                call_ok_number(call, address);
                wire_put_number(call->answer, size);
        }
}

/* window SPACE */
static void operation_window(struct call *call) {
        const struct window *window = wire_same(call->argument[0], "io")       ? &board.io
                                      : wire_same(call->argument[0], "memory") ? &board.memory
                                                                               : NULL;

        if (!window)
                call_error(call, "bad-argument", "SPACE is none of: io memory");
        else if (!window->size)
                call_error(call, "not-found", "the device tree has no such window");
        else {
                call_ok_number(call, window->address);
                wire_put_number(call->answer, window->bus);
                wire_put_number(call->answer, window->size);
        }
}

OPERATIONS_ANYWHERE({"tree", 1, 2, operation_tree}, {"window", 1, 1, operation_window});
