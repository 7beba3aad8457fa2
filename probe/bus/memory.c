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
        switch (width) {
        case 1:
                return *(const volatile uint8_t *) at;
        case 2:
                return *(const volatile uint16_t *) at;
        case 4:
                return *(const volatile uint32_t *) at;
        default:
                return *(const volatile uint64_t *) at;
        }
}

void memory_store(volatile void *at, unsigned width, uint64_t value) {
        switch (width) {
        case 1:
                *(volatile uint8_t *) at = (uint8_t) value;
                break;
        case 2:
                *(volatile uint16_t *) at = (uint16_t) value;
                break;
        case 4:
                *(volatile uint32_t *) at = (uint32_t) value;
                break;
        default:
                *(volatile uint64_t *) at = value;
        }
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
        struct trap trap;

        if (!call_width(call, 0, 8, &access.width) || !call_number(call, 1, "ADDRESS", UINT64_MAX, &access.address))
                return;
        if (memory_read(&access, &trap))
                call_ok_number(call, access.value);
        else
                call_fault(call, &trap);
}

/* write WIDTH ADDRESS VALUE */
static void operation_write(struct call *call) {
        struct access access;
        struct trap trap;

        if (!call_width(call, 0, 8, &access.width) || !call_number(call, 1, "ADDRESS", UINT64_MAX, &access.address) ||
            !call_value(call, 2, access.width, &access.value))
                return;
        if (memory_write(&access, &trap))
                call_ok(call);
        else
                call_fault(call, &trap);
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
        struct trap trap;

        if (!call_number(call, 0, "ADDRESS", UINT64_MAX, &copy.address) ||
            !call_number(call, 1, "LENGTH", BYTES_MAX, &copy.length))
                return;
        if (!trap_guarded(do_copy, &copy, &trap)) {
                call_fault(call, &trap);
                return;
        }
        call_ok(call);
        wire_put_bytes(call->answer, copy.bytes, copy.length);
}

static const struct operation operations[] = {
        {"read", 2, 2, operation_read},
        {"write", 3, 3, operation_write},
        {"bytes", 2, 2, operation_bytes},
};

OPERATIONS_ANYWHERE(operations);
