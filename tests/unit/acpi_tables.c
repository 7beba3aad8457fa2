/* SPDX-License-Identifier: BSD-2-Clause */
/* ACPI's tables as a probe finds them, in memory that the test fills. */
#include <glib.h>
#include <string.h>

#include "../../probe/bus/acpi_tables.c"

#define BASE 0x100000u
#define ROOT BASE
#define XSDT (BASE + 0x100)
#define RSDT (BASE + 0x200)
#define FADT (BASE + 0x300)
#define FACS (BASE + 0x400)
#define DSDT (BASE + 0x500)
#define SSDT (BASE + 0x600)
#define TABLES_MAX 16u

static uint8_t memory[0x1000];

static void *view(uint64_t address, size_t length) {
        if (address < BASE || length > sizeof(memory) || address - BASE > sizeof(memory) - length)
                return NULL;
        return memory + (address - BASE);
}

static void put(uint64_t address, uint64_t value, unsigned size) {
        uint8_t *at = view(address, size);

        g_assert_nonnull(at);
        for (; size; size--, value >>= 8)
                *at++ = (uint8_t) value;
}

/* Makes the checksum of the length bytes valid, by setting the byte at address. */
static void seal(uint64_t start, size_t length, uint64_t address) {
        const uint8_t *bytes = view(start, length);
        uint8_t sum = 0;

        put(address, 0, 1);
        for (size_t i = 0; i < length; i++)
                sum = (uint8_t) (sum + bytes[i]);
        put(address, (uint8_t) -sum, 1);
}

static void put_table(uint64_t address, const char *signature, uint32_t length) {
        memcpy(view(address, 4), signature, 4);
        put(address + 4, length, 4);
        seal(address, length, address + 9);
}

/* A typical machine: all tables are present and valid. */
static void make(unsigned revision) {
        memset(memory, 0, sizeof(memory));
        memcpy(view(ROOT, 8), "RSD PTR ", 8);
        put(ROOT + 15, revision, 1);
        put(ROOT + 16, RSDT, 4);
        put(ROOT + 20, 36, 4);
        put(ROOT + 24, XSDT, 8);
        seal(ROOT, 20, ROOT + 8);
        seal(ROOT, 36, ROOT + 32);

        put(XSDT + 36, FADT, 8);
        put(XSDT + 44, SSDT, 8);
        put_table(XSDT, "XSDT", 52);
        put(RSDT + 36, FADT, 4);
        put(RSDT + 40, SSDT, 4);
        put_table(RSDT, "RSDT", 44);
        put(FADT + 36, FACS, 4);
        put(FADT + 40, DSDT, 4);
        put_table(FADT, "FACP", 116);
        put_table(FACS, "FACS", 64);
        put(FACS + 9, 0x55, 1);
        put_table(DSDT, "DSDT", 200);
        put_table(SSDT, "SSDT", 100);
}

static char *list(size_t max) {
        static const char *const names[] = {"good", "bad", "none", "unreadable"};
        struct table tables[TABLES_MAX];
        GString *text = g_string_new(NULL);
        size_t count = tables_list(view, ROOT, tables, max);

        for (size_t i = 0; i < MIN(count, max); i++)
                g_string_append_printf(text, "%s:%x:%u:%s ", tables[i].signature, (unsigned) (tables[i].address - BASE),
                                       tables[i].length, names[tables[i].checksum]);
        if (count > max)
                g_string_append(text, "and more ");
        return g_string_free(text, FALSE);
}

static void expect(const char *expected) {
        g_autofree char *text = list(TABLES_MAX);

        g_assert_cmpstr(g_strchomp(text), ==, expected);
}

static void test_good(void) {
        make(2);
        expect("RSDP:0:36:good XSDT:100:52:good FACP:300:116:good FACS:400:64:none DSDT:500:200:good "
               "SSDT:600:100:good");
        make(0);
        expect("RSDP:0:20:good RSDT:200:44:good FACP:300:116:good FACS:400:64:none DSDT:500:200:good "
               "SSDT:600:100:good");
}

/* The FADT's 64-bit pointers take precedence over the 32-bit ones, if the FADT has them and they are not null. */
static void test_wide_pointers(void) {
        make(2);
        put(FADT + 36, 0x10, 4);
        put(FADT + 40, 0x10, 4);
        put(FADT + 132, FACS, 8);
        put(FADT + 140, DSDT, 8);
        put_table(FADT, "FACP", 148);
        expect("RSDP:0:36:good XSDT:100:52:good FACP:300:148:good FACS:400:64:none DSDT:500:200:good "
               "SSDT:600:100:good");

        make(2);
        put_table(FADT, "FACP", 148);
        expect("RSDP:0:36:good XSDT:100:52:good FACP:300:148:good FACS:400:64:none DSDT:500:200:good "
               "SSDT:600:100:good");

        make(2);
        put(FADT + 36, 0, 8);
        put_table(FADT, "FACP", 116);
        expect("RSDP:0:36:good XSDT:100:52:good FACP:300:116:good SSDT:600:100:good");

        make(2);
        put_table(FADT, "FACP", 43); /* too short for its pointer to the DSDT */
        expect("RSDP:0:36:good XSDT:100:52:good FACP:300:43:good FACS:400:64:none SSDT:600:100:good");
}

static void test_bad_checksums(void) {
        static const struct {
                uint64_t address;
                const char *expected;
        } cases[] = {
                {ROOT + 9, "RSDP:0:36:bad "},     {ROOT + 33, "RSDP:0:36:bad "},     {XSDT + 10, "XSDT:100:52:bad "},
                {FADT + 10, "FACP:300:116:bad "}, {DSDT + 199, "DSDT:500:200:bad "}, {SSDT + 36, "SSDT:600:100:bad "},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *text = NULL;

                make(2);
                memory[cases[i].address - BASE] ^= 1;
                text = list(TABLES_MAX);
                g_assert_nonnull(strstr(text, cases[i].expected));
                g_assert_nonnull(strstr(text, "DSDT:")); /* the other tables are still found */
        }
}

static void test_lengths(void) {
        static const uint32_t lengths[] = {0, 8, 35, 0x801, 0x1000, TABLE_LENGTH_MAX + 1, UINT32_MAX};

        for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
                g_autofree char *text = NULL, *expected = g_strdup_printf("SSDT:600:%u:", lengths[i]);

                make(2);
                put(SSDT + 4, lengths[i], 4);
                text = list(TABLES_MAX);
                g_assert_nonnull(strstr(text, expected));
                g_assert_cmpint(strstr(text, "SSDT:600:2049:bad") != NULL, ==, lengths[i] == 0x801);
                g_assert_cmpint(strstr(text, ":unreadable") != NULL, ==, lengths[i] != 0x801);
        }
        make(2);
        put(XSDT + 4, 36 + 8 + 7, 4); /* half an entry is ignored */
        expect("RSDP:0:36:good XSDT:100:51:bad FACP:300:116:good FACS:400:64:none DSDT:500:200:good");
}

static void test_nowhere(void) {
        make(2);
        put(XSDT + 44, 0, 8);
        put_table(XSDT, "XSDT", 52);
        expect("RSDP:0:36:good XSDT:100:52:good FACP:300:116:good FACS:400:64:none DSDT:500:200:good");

        make(2);
        put(XSDT + 44, BASE + sizeof(memory) - 7, 8); /* its length field would be outside */
        put_table(XSDT, "XSDT", 52);
        expect("RSDP:0:36:good XSDT:100:52:good FACP:300:116:good FACS:400:64:none DSDT:500:200:good "
               "????:ff9:0:unreadable");

        make(2);
        put(ROOT + 24, 0, 8); /* no XSDT: the RSDT is used */
        seal(ROOT, 36, ROOT + 32);
        expect("RSDP:0:36:good RSDT:200:44:good FACP:300:116:good FACS:400:64:none DSDT:500:200:good "
               "SSDT:600:100:good");

        make(0);
        put(ROOT + 16, 0, 4);
        seal(ROOT, 20, ROOT + 8);
        expect("RSDP:0:20:good");

        make(2);
        put(ROOT + 20, 35, 4); /* not the length of such a root pointer; the RSDT is still used */
        expect("RSDP:0:35:unreadable RSDT:200:44:good FACP:300:116:good FACS:400:64:none DSDT:500:200:good "
               "SSDT:600:100:good");
}

static void test_root_pointer(void) {
        struct table table;

        make(0);
        memory[0] = 'r';
        seal(ROOT, 20, ROOT + 8);
        g_assert_cmpuint(tables_list(view, ROOT, &table, 1), ==, 2);
        g_assert_cmpint(table.checksum, ==, CHECKSUM_BAD);

        g_assert_cmpuint(tables_list(view, BASE - 1, &table, 1), ==, 1);
        g_assert_cmpint(table.checksum, ==, CHECKSUM_UNREADABLE);
        g_assert_cmpstr(table.signature, ==, "RSDP");
}

static void test_signatures(void) {
        make(2);
        put_table(SSDT, "a \n:", 100);
        expect("RSDP:0:36:good XSDT:100:52:good FACP:300:116:good FACS:400:64:none DSDT:500:200:good "
               "a???:600:100:good");
}

static void test_too_many(void) {
        g_autofree char *text = NULL;

        make(2);
        text = list(3);
        g_assert_cmpstr(text, ==, "RSDP:0:36:good XSDT:100:52:good FACP:300:116:good and more ");

        /* A table with many entries that all point to itself: the walk ends. */
        make(2);
        for (uint64_t at = XSDT + 36; at + 8 <= BASE + sizeof(memory); at += 8)
                put(at, XSDT, 8);
        put_table(XSDT, "XSDT", sizeof(memory) - 0x100);
        g_clear_pointer(&text, g_free);
        text = list(2);
        g_assert_cmpstr(text, ==, "RSDP:0:36:good XSDT:100:3840:good and more ");
}

static void test_find(void) {
        size_t offset = SIZE_MAX;

        make(0);
        memmove(memory + 0x50, memory, 20);
        memset(memory, 0, 20);
        g_assert_true(tables_find_root_pointer(memory, sizeof(memory), &offset));
        g_assert_cmpuint(offset, ==, 0x50);
        g_assert_true(tables_find_root_pointer(memory, 0x50 + 20, &offset));
        g_assert_false(tables_find_root_pointer(memory, 0x50 + 19, &offset));
        g_assert_false(tables_find_root_pointer(memory, 0, &offset));

        /* A signature with a bad checksum, or at another alignment, is ignored. */
        memory[0x50 + 9] ^= 1;
        g_assert_false(tables_find_root_pointer(memory, sizeof(memory), &offset));
        memory[0x50 + 9] ^= 1;
        memmove(memory + 0x58, memory + 0x50, 20);
        memset(memory + 0x50, 0, 8);
        g_assert_false(tables_find_root_pointer(memory, sizeof(memory), &offset));
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/acpi-tables/good", test_good);
        g_test_add_func("/acpi-tables/wide-pointers", test_wide_pointers);
        g_test_add_func("/acpi-tables/bad-checksums", test_bad_checksums);
        g_test_add_func("/acpi-tables/lengths", test_lengths);
        g_test_add_func("/acpi-tables/nowhere", test_nowhere);
        g_test_add_func("/acpi-tables/root-pointer", test_root_pointer);
        g_test_add_func("/acpi-tables/signatures", test_signatures);
        g_test_add_func("/acpi-tables/too-many", test_too_many);
        g_test_add_func("/acpi-tables/find", test_find);
        return g_test_run();
}
