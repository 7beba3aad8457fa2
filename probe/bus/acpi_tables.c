/* SPDX-License-Identifier: BSD-2-Clause */
#include "acpi_tables.h"

/* ACPI specification, "Root System Description Pointer (RSDP)" and the sections after that. */
enum {
        ROOT_STEP = 16, /* its alignment */
        ROOT_SIZE_1 = 20,
        ROOT_REVISION = 15,
        ROOT_RSDT = 16,
        ROOT_LENGTH = 20,
        ROOT_XSDT = 24,
        ROOT_SIZE_2 = 36, /* since revision 2 */

        HEADER_LENGTH = 4,
        HEADER_SIZE = 36,

        FADT_FACS = 36,
        FADT_DSDT = 40,
        FADT_X_FACS = 132,
        FADT_X_DSDT = 140,
};

static uint64_t little_endian(const uint8_t *bytes, unsigned size) {
        uint64_t value = 0;

        while (size--)
                value = value << 8 | bytes[size];
        return value;
}

static enum table_checksum checksum(const uint8_t *bytes, size_t length) {
        uint8_t sum = 0;

        while (length--)
                sum = (uint8_t) (sum + *bytes++);
        return sum ? CHECKSUM_BAD : CHECKSUM_GOOD;
}

static bool is_root_pointer(const uint8_t *bytes) {
        return !__builtin_memcmp(bytes, "RSD PTR ", 8);
}

bool tables_find_root_pointer(const void *bytes, size_t length, size_t *ret_offset) {
        const uint8_t *all = bytes;

        for (size_t at = 0; at + ROOT_SIZE_1 <= length; at += ROOT_STEP)
                if (is_root_pointer(all + at) && checksum(all + at, ROOT_SIZE_1) == CHECKSUM_GOOD) {
                        *ret_offset = at;
                        return true;
                }
        return false;
}

/* The list being filled. */
struct list {
        tables_view *view;
        struct table *tables;
        size_t count, max;
};

static void add(struct list *list, const struct table *table) {
        if (list->count < list->max)
                list->tables[list->count] = *table;
        list->count++;
}

static void copy_signature(struct table *table, const uint8_t *bytes) {
        for (unsigned i = 0; i < 4; i++) {
                char c = (char) bytes[i];
                bool usual = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';

                table->signature[i] = usual ? c : '?';
        }
}

static bool is_signed(const struct table *table, const char *signature) {
        return !__builtin_memcmp(table->signature, signature, 4);
}

/* Adds one table. Returns its bytes, as many as its length field says, or NULL if the table cannot be read. */
static const uint8_t *add_table(struct list *list, uint64_t address, struct table *ret_table) {
        const uint8_t *bytes = list->view(address, HEADER_LENGTH + 4);

        *ret_table = (struct table){.signature = "????", .address = address, .checksum = CHECKSUM_UNREADABLE};
        if (bytes) {
                copy_signature(ret_table, bytes);
                ret_table->length = (uint32_t) little_endian(bytes + HEADER_LENGTH, 4);
                bytes = ret_table->length < HEADER_SIZE || ret_table->length > TABLE_LENGTH_MAX
                                ? NULL
                                : list->view(address, ret_table->length);
        }
        if (bytes)
                ret_table->checksum = is_signed(ret_table, "FACS") ? CHECKSUM_NONE : checksum(bytes, ret_table->length);
        add(list, ret_table);
        return bytes;
}

/*
 * Adds the table that a field of another table points to: the 64-bit pointer if it is set, otherwise the 32-bit one.
 * Null is ignored.
 */
static void add_pointed(struct list *list, const uint8_t *bytes, uint32_t length, unsigned wide, unsigned narrow) {
        struct table table;
        uint64_t address = 0;

        if (length >= wide + 8)
                address = little_endian(bytes + wide, 8);
        if (!address && length >= narrow + 4)
                address = little_endian(bytes + narrow, 4);
        if (address)
                add_table(list, address, &table);
}

static void add_listed(struct list *list, uint64_t root, unsigned entry_size) {
        struct table table;
        const uint8_t *bytes = add_table(list, root, &table);
        uint32_t length = table.length;

        for (uint32_t at = HEADER_SIZE; bytes && at + entry_size <= length && list->count <= list->max;
             at += entry_size) {
                uint64_t address = little_endian(bytes + at, entry_size);
                const uint8_t *listed = address ? add_table(list, address, &table) : NULL;

                if (!listed || !is_signed(&table, "FACP"))
                        continue;
                add_pointed(list, listed, table.length, FADT_X_FACS, FADT_FACS);
                add_pointed(list, listed, table.length, FADT_X_DSDT, FADT_DSDT);
        }
}

size_t tables_list(tables_view *view, uint64_t address, struct table *ret_tables, size_t max) {
        struct table root = {
                .signature = "RSDP", .address = address, .length = ROOT_SIZE_1, .checksum = CHECKSUM_UNREADABLE};
        struct list list = {.view = view, .tables = ret_tables, .max = max};
        const uint8_t *bytes = view(address, ROOT_SIZE_1);
        uint64_t rsdt, xsdt = 0;

        if (!bytes) {
                add(&list, &root);
                return list.count;
        }
        root.checksum = is_root_pointer(bytes) ? checksum(bytes, ROOT_SIZE_1) : CHECKSUM_BAD;
        rsdt = little_endian(bytes + ROOT_RSDT, 4);
        if (bytes[ROOT_REVISION] >= 2) {
                bytes = view(address, ROOT_SIZE_2);
                root.length = bytes ? (uint32_t) little_endian(bytes + ROOT_LENGTH, 4) : 0;
                if (root.length >= ROOT_SIZE_2 && root.length <= TABLE_LENGTH_MAX)
                        bytes = view(address, root.length);
                else
                        bytes = NULL;
                if (!bytes)
                        root.checksum = CHECKSUM_UNREADABLE;
                else if (root.checksum == CHECKSUM_GOOD)
                        root.checksum = checksum(bytes, root.length);
                xsdt = bytes ? little_endian(bytes + ROOT_XSDT, 8) : 0;
        }
        add(&list, &root);
        if (xsdt)
                add_listed(&list, xsdt, 8);
        else if (rsdt)
                add_listed(&list, rsdt, 4);
        return list.count;
}
