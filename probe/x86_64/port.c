/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O ports, and operations on them. */
#include "io.h"
#include "operation.h"

#define COUNT_MAX 0x100000u

/* Inlined, so that the core of a guest that panics through `out` has its RIP in operation_out(). */
__attribute__((always_inline)) static inline void put(uint16_t port, unsigned width, uint32_t value) {
        if (width == 1)
                out8(port, (uint8_t) value);
        else if (width == 2)
                out16(port, (uint16_t) value);
        else
                out32(port, value);
}

bool port_read(uint16_t port, unsigned width, uint32_t *ret_value) {
        *ret_value = width == 1 ? in8(port) : width == 2 ? in16(port) : in32(port);
        return true;
}

bool port_write(uint16_t port, unsigned width, uint32_t value) {
        put(port, width, value);
        return true;
}

/* in WIDTH PORT */
static void operation_in(struct call *call) {
        unsigned width;
        uint64_t port;
        uint32_t value;

        if (!call_width(call, 0, 4, &width) || !call_number(call, 1, "PORT", PORT_MAX, &port))
                return;
        port_read((uint16_t) port, width, &value);
        call_ok_number(call, value);
}

/* out WIDTH PORT VALUE [COUNT] */
static void operation_out(struct call *call) {
        uint64_t port, value, count = 1;
        unsigned width;

        if (!call_width(call, 0, 4, &width) || !call_number(call, 1, "PORT", PORT_MAX, &port) ||
            !call_value(call, 2, width, &value) || !call_number(call, 3, "COUNT", COUNT_MAX, &count))
                return;
        while (count--)
                put((uint16_t) port, width, (uint32_t) value);
        call_ok(call);
}

OPERATIONS_ANYWHERE({"in", 2, 2, operation_in}, {"out", 3, 4, operation_out});
