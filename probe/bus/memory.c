/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on memory. */
#include "memory.h"
#include "operation.h"
#include "platform.h"

#define BYTES_MAX 1024u

void *memory_view(uint64_t address, size_t length) {
        void *at = memory_at(address);

        return paging_maps((uint64_t) at, length) ? at : NULL;
}

uint64_t memory_load(const volatile void *at, unsigned width) {
        return width == 1   ? *(const volatile uint8_t *) at
               : width == 2 ? *(const volatile uint16_t *) at
               : width == 4 ? *(const volatile uint32_t *) at
                            : *(const volatile uint64_t *) at;
}

void memory_store(volatile void *at, unsigned width, uint64_t value) {
        if (width == 1)
                *(volatile uint8_t *) at = (uint8_t) value;
        else if (width == 2)
                *(volatile uint16_t *) at = (uint16_t) value;
        else if (width == 4)
                *(volatile uint32_t *) at = (uint32_t) value;
        else
                *(volatile uint64_t *) at = value;
}

static void do_read(void *argument) {
        struct access *access = argument;

        access->value = memory_load(memory_at(access->address), access->width);
}

static void do_write(void *argument) {
        const struct access *access = argument;

        memory_store(memory_at(access->address), access->width, access->value);
}

bool memory_read(struct access *access, struct trap *ret_trap) {
        return trap_guarded(do_read, access, ret_trap);
}

bool memory_write(struct access *access, struct trap *ret_trap) {
        return trap_guarded(do_write, access, ret_trap);
}

/* read WIDTH ADDRESS */
static void operation_read(struct call *call) {
        struct access access;

        if (call_width(call, 0, 8, &access.width) && call_number(call, 1, "ADDRESS", UINT64_MAX, &access.address) &&
            call_guarded(call, do_read, &access))
                call_ok_number(call, access.value);
}

/* write WIDTH ADDRESS VALUE */
static void operation_write(struct call *call) {
        struct access access;

        if (call_width(call, 0, 8, &access.width) && call_number(call, 1, "ADDRESS", UINT64_MAX, &access.address) &&
            call_value(call, 2, access.width, &access.value) && call_guarded(call, do_write, &access))
                call_ok(call);
}

struct copy {
        uint64_t address, length;
        uint8_t bytes[BYTES_MAX];
};

static void do_copy(void *argument) {
        struct copy *copy = argument;
        const volatile uint8_t *from = memory_at(copy->address);

        for (size_t i = 0; i < copy->length; i++)
                copy->bytes[i] = from[i];
}

/* bytes ADDRESS LENGTH */
static void operation_bytes(struct call *call) {
        struct copy copy;

        if (!call_number(call, 0, "ADDRESS", UINT64_MAX, &copy.address) ||
            !call_number(call, 1, "LENGTH", BYTES_MAX, &copy.length) || !call_guarded(call, do_copy, &copy))
                return;
        call_ok(call);
        wire_put_bytes(call->answer, copy.bytes, copy.length);
}

OPERATIONS_ANYWHERE({"read", 2, 2, operation_read}, {"write", 3, 3, operation_write}, {"bytes", 2, 2, operation_bytes});
