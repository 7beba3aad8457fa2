/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables: how the DSDT is found, and their checksums. */
#include <string.h>

#include "check.h"
#include "wire.h"

enum { CHUNK = 0x400, HEADER = 36, TABLE_MAX = 1 << 20 };

/* SIGNATURE:ADDRESS:LENGTH:CHECKSUM, as the probe lists a table. */
typedef struct {
        const char *signature, *checksum;
        guint64 address, length;
} Table;

/* Splits a word, in place. */
static gboolean parse(char **parts, Table *ret_table) {
        if (g_strv_length(parts) != 4)
                return FALSE;
        *ret_table = (Table){.signature = parts[0], .checksum = parts[3]};
        return wire_number(parts[1], &ret_table->address) && wire_number(parts[2], &ret_table->length);
}

/* A copy of the list's words, which the next operation would overwrite. Free with g_strfreev(). */
static char **list(Tck *t) {
        GStrvBuilder *words = g_strv_builder_new();
        char **copy;

        tck_do(t, "acpi-tables");
        for (size_t i = 0; i < tck_values(t); i++)
                g_strv_builder_add(words, tck_text(t, i));
        copy = g_strv_builder_end(words);
        g_strv_builder_unref(words);
        return copy;
}

static gboolean has(char **words, const char *signature) {
        g_autofree char *start = g_strconcat(signature, ":", NULL);

        for (; *words; words++)
                if (g_str_has_prefix(*words, start))
                        return TRUE;
        return FALSE;
}

static void expect_table(Tck *t, char **words, const char *signature) {
        if (!tck_over(t) && !has(words, signature)) {
                g_autofree char *seen = g_strjoinv(" ", words);
                g_autofree char *expected = g_strdup_printf("a table %s", signature);

                tck_fail(t, expected, "%s", seen);
        }
}

static void lead_to_the_dsdt(Tck *t) {
        g_auto(GStrv) words = list(t);

        expect_table(t, words, "RSDP");
        expect_table(t, words, has(words, "XSDT") ? "XSDT" : "RSDT");
        expect_table(t, words, "FACP");
        expect_table(t, words, "DSDT");
}

/* A FACS has no checksum. */
static void checksums(Tck *t) {
        g_auto(GStrv) words = list(t);

        expect_table(t, words, "RSDP");
        expect_table(t, words, "DSDT");
        for (char **word = words; *word && !tck_over(t); word++)
                if (!g_str_has_suffix(*word, ":good") &&
                    !(g_str_has_prefix(*word, "FACS:") && g_str_has_suffix(*word, ":none")))
                        tck_fail(t, "a table with a correct checksum", "%s", *word);
}

/* Reads a table from the guest's memory. Free with g_byte_array_unref(). */
static GByteArray *fetch(Tck *t, guint64 address, guint64 length) {
        GByteArray *bytes = g_byte_array_new();

        for (guint64 at = 0; at < length && !tck_over(t); at += CHUNK) {
                guint8 chunk[CHUNK];
                guint wanted = (guint) MIN(CHUNK, length - at);
                size_t n;

                tck_do(t, "bytes %#" G_GINT64_MODIFIER "x %#x", address + at, wanted);
                n = tck_bytes(t, 0, chunk, sizeof chunk);
                if (!tck_over(t) && n != wanted)
                        tck_give_up(t, "the probe was asked for %u bytes and returned %zu", wanted, n);
                g_byte_array_append(bytes, chunk, (guint) n);
        }
        return bytes;
}

/* Reads the DSDT from the guest's memory, checks it, and keeps it as an artifact. */
static void dsdt(Tck *t) {
        g_auto(GStrv) words = list(t);
        g_autoptr(GByteArray) bytes = NULL;
        Table table = {0};
        guint sum = 0;

        expect_table(t, words, "DSDT");
        for (char **word = words; *word && !tck_over(t); word++) {
                g_auto(GStrv) parts = g_strsplit(*word, ":", -1);

                if (!g_str_has_prefix(*word, "DSDT:"))
                        continue;
                if (!parse(parts, &table))
                        tck_give_up(t, "the probe lists a table as %s", *word);
                break;
        }
        if (!tck_over(t) && (table.length < HEADER || table.length > TABLE_MAX))
                tck_fail(t, "a DSDT of plausible length", "%#" G_GINT64_MODIFIER "x bytes", table.length);
        bytes = fetch(t, table.address, tck_over(t) ? 0 : table.length);
        for (guint i = 0; i < bytes->len; i++)
                sum += bytes->data[i];
        tck_expect_number(t, "a sum of all bytes, modulo 256, of", sum & 0xff, 0);
        if (!tck_over(t))
                tck_save_table(t, "dsdt", bytes->data, bytes->len);
}

TCK_CASES({.name = "acpi/tables/lead-to-the-dsdt",
           .clause = "acpi.tables",
           .any_channel = TRUE,
           .needs = {.acpi = TRUE},
           .summary = "the root pointer leads to the DSDT",
           .run = lead_to_the_dsdt},
          {.name = "acpi/tables/checksums",
           .clause = "acpi.tables",
           .any_channel = TRUE,
           .needs = {.acpi = TRUE},
           .summary = "every table has a correct checksum",
           .run = checksums},
          {.name = "acpi/tables/dsdt",
           .clause = "acpi.tables",
           .any_channel = TRUE,
           .needs = {.acpi = TRUE},
           .summary = "the DSDT, read by the host, is complete; it is kept in the artifacts",
           .run = dsdt})
