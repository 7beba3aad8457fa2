/* SPDX-License-Identifier: BSD-2-Clause */
#include "fdt.h"
#include "wire.h"

enum {
        MAGIC = 0,
        TOTAL_SIZE = 4,
        STRUCTURE = 8,
        STRINGS = 12,
        COMPATIBLE_VERSION = 24,
        STRINGS_SIZE = 32,
        STRUCTURE_SIZE = 36,
        HEADER_SIZE = 40,

        TOKEN_BEGIN = 1,
        TOKEN_END = 2,
        TOKEN_PROPERTY = 3,
        TOKEN_NOP = 4,

        VERSION = 17, /* the newest, and those that are compatible with an older reader */
        CELL = 4,     /* bytes */
};

#define FDT_MAGIC 0xd00dfeedu

/* What the specification says of a parent that does not have the property. */
enum { ADDRESS_CELLS = 2, SIZE_CELLS = 1 };

static uint32_t number(const uint8_t *bytes) {
        return (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 | (uint32_t) bytes[2] << 8 | bytes[3];
}

static bool part(const uint8_t *header, size_t place, size_t size_place, size_t total, size_t *ret_at,
                 size_t *ret_size) {
        *ret_at = number(header + place);
        *ret_size = number(header + size_place);
        return *ret_at <= total && *ret_size <= total - *ret_at;
}

bool fdt_open(struct fdt *ret_fdt, const void *blob, size_t limit) {
        const uint8_t *header = blob;
        size_t total, structure, strings;

        *ret_fdt = (struct fdt){0};
        if (limit < HEADER_SIZE || number(header + MAGIC) != FDT_MAGIC || number(header + COMPATIBLE_VERSION) > VERSION)
                return false;
        total = number(header + TOTAL_SIZE);
        if (total < HEADER_SIZE || total > limit ||
            !part(header, STRUCTURE, STRUCTURE_SIZE, total, &structure, &ret_fdt->structure_size) ||
            !part(header, STRINGS, STRINGS_SIZE, total, &strings, &ret_fdt->strings_size)) {
                *ret_fdt = (struct fdt){0};
                return false;
        }
        ret_fdt->structure = header + structure;
        ret_fdt->strings = (const char *) header + strings;
        return true;
}

/* The text at that place; NULL if it does not end before size. */
static const char *text(const char *from, size_t at, size_t size) {
        for (size_t end = at; end < size; end++)
                if (!from[end])
                        return from + at;
        return NULL;
}

static size_t aligned(size_t length) {
        return (length + CELL - 1) & ~(size_t) (CELL - 1);
}

/* What is at a place in the block of nodes. */
struct item {
        uint32_t token; /* 0 beyond the end, or if it is malformed */
        const char *name;
        struct fdt_value value;
        size_t after; /* where the next one is */
};

static struct item item_at(const struct fdt *fdt, size_t at) {
        size_t size = fdt->structure_size, left = at < size ? size - at : 0;
        const uint8_t *bytes = fdt->structure + at;
        struct item item = {.after = at + CELL};

        if (left < CELL)
                return item;
        item.token = number(bytes);
        if (item.token == TOKEN_BEGIN) {
                item.name = text((const char *) fdt->structure, at + CELL, size);
                if (item.name) {
                        size_t length = 0;

                        while (item.name[length])
                                length++;
                        item.after = at + CELL + aligned(length + 1);
                }
        } else if (item.token == TOKEN_PROPERTY && left >= 3 * CELL) {
                size_t length = number(bytes + CELL);

                if (length <= left - 3 * CELL) {
                        item.name = text(fdt->strings, number(bytes + 2 * CELL), fdt->strings_size);
                        item.value = (struct fdt_value){bytes + 3 * CELL, length};
                        item.after = at + 3 * CELL + aligned(length);
                }
        } else if (item.token == TOKEN_END || item.token == TOKEN_NOP)
                return item;
        if (!item.name)
                item.token = 0;
        return item;
}

static void enter(struct fdt_walk *walk, const struct item *item, struct fdt_node *ret_node) {
        unsigned outer = walk->depth ? walk->depth - 1 : 0;

        *ret_node = (struct fdt_node){
                .name = item->name,
                .depth = walk->depth,
                .parent_cells = walk->depth ? walk->cells[outer] : ADDRESS_CELLS,
                .parent_sizes = walk->depth ? walk->sizes[outer] : SIZE_CELLS,
                .properties = item->after,
        };
        walk->cells[walk->depth] = ADDRESS_CELLS;
        walk->sizes[walk->depth] = SIZE_CELLS;
        walk->depth++;
}

bool fdt_next(const struct fdt *fdt, struct fdt_walk *walk, struct fdt_node *ret_node) {
        for (;;) {
                struct item item = item_at(fdt, walk->at);

                if (!item.token || (item.token == TOKEN_END && !walk->depth))
                        return false;
                walk->at = item.after;
                if (item.token == TOKEN_END)
                        walk->depth--;
                else if (item.token == TOKEN_BEGIN) {
                        if (walk->depth > FDT_DEPTH_MAX)
                                return false;
                        enter(walk, &item, ret_node);
                        return true;
                } else if (item.token == TOKEN_PROPERTY && walk->depth) {
                        if (wire_same(item.name, "#address-cells"))
                                walk->cells[walk->depth - 1] = fdt_cell(&item.value, 0);
                        else if (wire_same(item.name, "#size-cells"))
                                walk->sizes[walk->depth - 1] = fdt_cell(&item.value, 0);
                }
        }
}

bool fdt_property(const struct fdt *fdt, const struct fdt_node *node, const char *name, struct fdt_value *ret_value) {
        struct item item = item_at(fdt, node->properties);

        *ret_value = (struct fdt_value){0};
        for (; item.token == TOKEN_PROPERTY || item.token == TOKEN_NOP; item = item_at(fdt, item.after))
                if (item.token == TOKEN_PROPERTY && wire_same(item.name, name)) {
                        *ret_value = item.value;
                        return true;
                }
        return false;
}

const char *fdt_text(const struct fdt *fdt, const struct fdt_node *node, const char *name) {
        struct fdt_value value;

        return fdt_property(fdt, node, name, &value) ? text((const char *) value.bytes, 0, value.length) : NULL;
}

uint32_t fdt_cell(const struct fdt_value *value, size_t index) {
        return index < value->length / CELL ? number(value->bytes + index * CELL) : 0;
}

uint64_t fdt_cells(const struct fdt_value *value, size_t index, uint32_t count) {
        uint64_t sum = 0;

        for (size_t end = index + count; index < end && index < value->length / CELL; index++)
                sum = sum << 32 | fdt_cell(value, index);
        return sum;
}

uint32_t fdt_number(const struct fdt *fdt, const struct fdt_node *node, const char *name, uint32_t otherwise) {
        struct fdt_value value;

        return fdt_property(fdt, node, name, &value) && value.length >= CELL ? fdt_cell(&value, 0) : otherwise;
}

bool fdt_reg(const struct fdt *fdt, const struct fdt_node *node, size_t index, uint64_t *ret_address,
             uint64_t *ret_size) {
        uint64_t pair = (uint64_t) node->parent_cells + node->parent_sizes;
        struct fdt_value value;

        if (!fdt_property(fdt, node, "reg", &value) || !pair || value.length / CELL / pair <= index)
                return false;
        *ret_address = fdt_cells(&value, index * (size_t) pair, node->parent_cells);
        *ret_size = fdt_cells(&value, index * (size_t) pair + node->parent_cells, node->parent_sizes);
        return true;
}

bool fdt_is(const struct fdt *fdt, const struct fdt_node *node, const char *compatible) {
        struct fdt_value value;
        const char *word;

        fdt_property(fdt, node, "compatible", &value);
        for (size_t at = 0; (word = text((const char *) value.bytes, at, value.length)); at++) {
                if (wire_same(word, compatible))
                        return true;
                while (value.bytes[at])
                        at++;
        }
        return false;
}

bool fdt_find(const struct fdt *fdt, const char *compatible, size_t index, struct fdt_node *ret_node) {
        struct fdt_walk walk = {0};

        while (fdt_next(fdt, &walk, ret_node))
                if (fdt_is(fdt, ret_node, compatible) && !index--)
                        return true;
        return false;
}

/* Whether a node's name is this, with or without a place. */
static bool has_name(const struct fdt_node *node, const char *name) {
        const char *own = node->name;

        while (*name && *own == *name)
                own++, name++;
        return !*name && (!*own || *own == '@');
}

bool fdt_find_named(const struct fdt *fdt, const char *name, struct fdt_node *ret_node) {
        struct fdt_walk walk = {0};

        while (fdt_next(fdt, &walk, ret_node))
                if (ret_node->depth == 1 && has_name(ret_node, name))
                        return true;
        return false;
}

bool fdt_find_phandle(const struct fdt *fdt, uint32_t phandle, struct fdt_node *ret_node) {
        struct fdt_walk walk = {0};

        while (phandle && fdt_next(fdt, &walk, ret_node))
                if (fdt_number(fdt, ret_node, "phandle", 0) == phandle)
                        return true;
        return false;
}
