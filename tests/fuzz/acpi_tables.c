/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as ACPI's tables: the walk ends, and reads only what it has requested. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../../probe/bus/acpi_tables.c"

#define TABLES_MAX 62u
#define VIEWS_MAX 1024u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *memory;
static size_t memory_size;
static void *views[VIEWS_MAX];
static size_t views_count;

/* Each view is a separate copy, so that the sanitizer knows its end. Addresses wrap, so that most are valid. */
static void *view(uint64_t address, size_t length) {
        size_t offset = (size_t) (address & 0xfff);
        void *copy;

        assert(length && length <= TABLE_LENGTH_MAX);
        if (offset > memory_size || length > memory_size - offset)
                return NULL;
        assert(views_count < VIEWS_MAX);
        copy = malloc(length);
        assert(copy);
        memcpy(copy, memory + offset, length);
        views[views_count++] = copy;
        return copy;
}

static void check(const struct table *table) {
        assert(table->signature[4] == '\0' && strlen(table->signature) == 4);
        for (const char *c = table->signature; *c; c++)
                assert(*c > ' ' && *c <= '~' && *c != ':');
        assert(table->checksum <= CHECKSUM_UNREADABLE);
        if (table->checksum != CHECKSUM_UNREADABLE)
                assert(table->length >= ROOT_SIZE_1 && table->length <= TABLE_LENGTH_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct table tables[TABLES_MAX];
        size_t count, offset;

        memory = data;
        memory_size = size;
        count = tables_list(view, 0, tables, TABLES_MAX);
        assert(count);
        for (size_t i = 0; i < count && i < TABLES_MAX; i++)
                check(tables + i);
        if (tables_find_root_pointer(data, size, &offset))
                assert(offset % ROOT_STEP == 0 && offset + ROOT_SIZE_1 <= size);
        while (views_count)
                free(views[--views_count]);
        return 0;
}
