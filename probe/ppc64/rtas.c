/* SPDX-License-Identifier: BSD-2-Clause */
#include "rtas.h"

#include "firmware_call.h"
#include "hcall.h"
#include "operation.h"
#include "tree.h"

#define NO_STATUS UINT32_MAX

uint32_t rtas_perform(struct rtas_call *call) {
        call->cells[call->argument_count] = NO_STATUS;
        firmware_call(tree.rtas_entry, (uint64_t) call, tree.rtas_base);
        return *(volatile uint32_t *) &call->cells[call->argument_count];
}

bool rtas_serve(const char *name, unsigned argument_count, const uint32_t *arguments, unsigned return_count,
                uint32_t *ret_value) {
        const struct tree_property *property = tree_rtas(name);
        struct rtas_call call = {.argument_count = argument_count, .return_count = return_count};

        if (!property)
                return false;
        call.token = property->cell;
        for (unsigned i = 0; i < argument_count; i++)
                call.cells[i] = arguments[i];
        if (rtas_perform(&call) != RTAS_SUCCESS)
                return false;
        if (return_count > 1)
                *ret_value = call.cells[argument_count + 1];
        return true;
}

/* rtas-property NAME */
static void operation_rtas_property(struct call *call) {
        const struct tree_property *property = tree_rtas(call->argument[0]);

        if (!property) {
                call_error(call, "not-found", "there is no such property of /rtas");
                return;
        }
        call_ok_number(call, property->length);
        wire_put_number(call->answer, property->cell);
}

/* TOKEN RETURNS [ARGUMENT…] */
static bool take(struct call *call, struct rtas_call *ret_made) {
        uint64_t token, returns, cell;

        if (!call_number(call, 0, "TOKEN", UINT32_MAX, &token) ||
            !call_number(call, 1, "RETURNS", RTAS_CELLS_MAX, &returns))
                return false;
        if (!returns || returns + call->count - 2 > RTAS_CELLS_MAX) {
                call_error(call, "bad-argument", "RETURNS is 0, or there are too many cells");
                return false;
        }
        *ret_made = (struct rtas_call){(uint32_t) token, (uint32_t) (call->count - 2), (uint32_t) returns, {0}};
        for (size_t i = 2; i < call->count; i++) {
                if (!call_number(call, i, "ARGUMENT", UINT32_MAX, &cell))
                        return false;
                ret_made->cells[i - 2] = (uint32_t) cell;
        }
        return true;
}

static void put_returns(struct call *call, const struct rtas_call *made) {
        for (uint32_t i = 0; i < made->return_count; i++)
                wire_put_number(call->answer, made->cells[made->argument_count + i]);
}

/* rtas TOKEN RETURNS [ARGUMENT…] */
static void operation_rtas(struct call *call) {
        struct rtas_call made;

        if (!take(call, &made))
                return;
        rtas_perform(&made);
        call_ok(call);
        put_returns(call, &made);
}

/* h-rtas TOKEN RETURNS [ARGUMENT…] */
static void operation_h_rtas(struct call *call) {
        struct rtas_call made;

        if (!take(call, &made))
                return;
        made.cells[made.argument_count] = NO_STATUS;
        call_ok_number(call, (uint64_t) hcall(H_RTAS, (uint64_t) &made, 0, 0, 0, NULL));
        put_returns(call, &made);
}

OPERATIONS_ANYWHERE({"rtas-property", 1, 1, operation_rtas_property}, {"rtas", 2, 2 + RTAS_CELLS_MAX, operation_rtas},
                    {"h-rtas", 2, 2 + RTAS_CELLS_MAX, operation_h_rtas});
