/* SPDX-License-Identifier: BSD-2-Clause */
/* The operation that lists ACPI's tables. probe/aml interprets them. */
#include "acpi_tables.h"
#include "memory.h"
#include "operation.h"
#include "platform.h"

#define TABLES_MAX (WIRE_WORDS_MAX - 2) /* two words are the sequence number and "ok" */

struct listing {
        struct table tables[TABLES_MAX];
        size_t count;
};

static void do_list(void *argument) {
        struct listing *listing = argument;

        listing->count = tables_list(memory_view, platform.rsdp(), listing->tables, TABLES_MAX);
}

static void put_table(struct wire_writer *answer, const struct table *table) {
        static const char *const checksums[] = {
                [CHECKSUM_GOOD] = ":good",
                [CHECKSUM_BAD] = ":bad",
                [CHECKSUM_NONE] = ":none",
                [CHECKSUM_UNREADABLE] = ":unreadable",
        };

        wire_put_word(answer, table->signature);
        wire_put_text(answer, ":");
        wire_put_value(answer, table->address);
        wire_put_text(answer, ":");
        wire_put_value(answer, table->length);
        wire_put_text(answer, checksums[table->checksum]);
}

/* acpi-tables */
static void operation_acpi_tables(struct call *call) {
        struct listing listing;
        struct trap trap;

        if (!platform.rsdp())
                call_error(call, "absent", "the machine has no ACPI");
        else if (!trap_guarded(do_list, &listing, &trap))
                call_fault(call, &trap);
        else if (listing.count > TABLES_MAX)
                call_error(call, "failed", "the tables do not fit into an answer");
        else {
                call_ok(call);
                for (size_t i = 0; i < listing.count; i++)
                        put_table(call->answer, listing.tables + i);
        }
}

OPERATIONS({"acpi-tables", 0, 0, operation_acpi_tables});
