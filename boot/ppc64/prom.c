/* SPDX-License-Identifier: BSD-2-Clause */
#include "prom.h"

#include "firmware_call.h"
#include "wire.h"

uint32_t prom_entry;

enum { CELLS_MAX = 8, NOTHING = -1 };

/* What the interface takes: the name of a service, its arguments, and room for what it returns. */
struct prom_call {
        uint32_t service, arguments, returns;
        uint32_t cells[CELLS_MAX];
};

/* The image is below 4 GiB. */
static uint32_t address_of(const void *object) {
        return (uint32_t) (uintptr_t) object;
}

static bool perform(struct prom_call *call) {
        return (int32_t) firmware_call(prom_entry, address_of(call), 0) == 0;
}

/* A service with up to four arguments and one result. */
static uint32_t ask(const char *service, unsigned arguments, uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
        struct prom_call call = {address_of(service), arguments, 1, {a, b, c, d}};

        call.cells[arguments] = (uint32_t) NOTHING;
        return perform(&call) ? call.cells[arguments] : (uint32_t) NOTHING;
}

static uint32_t node_or_none(uint32_t node) {
        return node == (uint32_t) NOTHING ? 0 : node;
}

uint32_t prom_find(const char *path) {
        return node_or_none(ask("finddevice", 1, address_of(path), 0, 0, 0));
}

uint32_t prom_child(uint32_t node) {
        return node_or_none(ask("child", 1, node, 0, 0, 0));
}

uint32_t prom_peer(uint32_t node) {
        return node_or_none(ask("peer", 1, node, 0, 0, 0));
}

int32_t prom_get(uint32_t node, const char *name, void *ret_value, size_t size) {
        return (int32_t) ask("getprop", 4, node, address_of(name), address_of(ret_value), (uint32_t) size);
}

bool prom_get_cell(uint32_t node, const char *name, uint32_t *ret_value) {
        return prom_get(node, name, ret_value, sizeof(*ret_value)) >= (int32_t) sizeof(*ret_value);
}

bool prom_is(uint32_t node, const char *name, const char *text) {
        char value[PROM_NAME_SIZE] = "";
        int32_t length = prom_get(node, name, value, sizeof(value) - 1);

        return length > 0 && wire_same(value, text);
}

bool prom_next(uint32_t node, const char *before, char ret_name[static PROM_NAME_SIZE]) {
        return ask("nextprop", 3, node, address_of(before), address_of(ret_name), 0) == 1;
}

uint32_t prom_instantiate_rtas(void *address) {
        static const char service[] = "call-method", method[] = "instantiate-rtas";
        uint32_t instance = ask("open", 1, address_of("/rtas"), 0, 0, 0);
        struct prom_call call = {address_of(service), 3, 2, {address_of(method), instance, address_of(address)}};

        if (!instance || instance == (uint32_t) NOTHING || !perform(&call) || call.cells[3])
                return 0;
        return call.cells[4];
}
