/* SPDX-License-Identifier: BSD-2-Clause */
/* What is reported about the header of a Windows dump. */
#include "panic_info.h"
#include "windows_dump.h"
#include "windows_header.h"

static TckWindowsDump *read_header(const GByteArray *header) {
        GError *error = NULL;
        TckWindowsDump *dump = tck_windows_dump_new(header->data, header->len, &error);

        g_assert_no_error(error);
        g_assert_true(tck_windows_dump_is_one(header->data));
        return dump;
}

/* The bug check, decoded as one from Hyper-V's registers. */
static TckPanicInfo *decode(const TckWindowsDump *dump) {
        g_autoptr(JsonObject) info = tck_windows_dump_info(dump);
        TckPanicInfo *decoded = tck_panic_info_decode(info);

        g_assert_nonnull(decoded);
        return decoded;
}

static void assert_fact(const TckPanicInfo *decoded, guint number, const char *words) {
        g_autofree char *text = tck_panic_fact_text(decoded->facts->pdata[number]);

        g_assert_cmpstr(text, ==, words);
}

static void assert_times(const TckWindowsDump *dump) {
        g_autofree char *time = g_date_time_format_iso8601(dump->time);

        g_assert_cmpstr(time, ==, "2026-11-26T10:15:30.250000Z");
        g_assert_cmpint(dump->uptime, ==, 24 * 60 * 60 - 1);
}

/* ---- each type ---- */

static const struct {
        guint type;
        const char *words;
} kinds[] = {{1, "complete memory dump"},
             {2, "kernel memory dump"},
             {3, "header only"},
             {4, "small memory dump (minidump)"},
             {5, "complete memory dump, with a bitmap of its pages"},
             {6, "kernel memory dump, with a bitmap of its pages"},
             {7, "automatic memory dump"},
             {0, "dump of unknown type 0"},
             {8, "dump of unknown type 8"}};

static void test_64(void) {
        static const guint64 parameters[] = {0x30, 0, G_GUINT64_CONSTANT(0xffffb180502b1180), 3};

        for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
                g_autoptr(GByteArray) header = make_64(kinds[i].type, 0x101, parameters);
                g_autoptr(TckWindowsDump) dump = read_header(header);
                g_autoptr(TckPanicInfo) decoded = decode(dump);
                g_autofree char *system = tck_windows_dump_system(dump);

                g_assert_cmpuint(dump->bits, ==, 64);
                g_assert_cmpstr(dump->kind, ==, kinds[i].words);
                g_assert_cmpstr(system, ==, "Windows build 19041, x64, 4 CPUs");
                g_assert_false(dump->live);
                g_assert_null(dump->comment);
                g_assert_cmphex(dump->directory.value, ==, 0x1ad000);
                g_assert_cmphex(dump->debugger.value, ==, G_GUINT64_CONSTANT(0xfffff80123400000));
                assert_times(dump);
                g_assert_cmpstr(decoded->title, ==, "bug check 0x101 CLOCK_WATCHDOG_TIMEOUT");
                assert_fact(decoded, 3, "0xffffb180502b1180  control block (PRCB) of the CPU that did not answer");
                g_assert_nonnull(strstr(decoded->advice, "Relax"));
                g_assert_cmpstr(decoded->qemu, ==, "-cpu host,hv_relaxed,hv_vapic,hv_spinlocks=0x1fff,hv_time");
        }
}

static void test_32(void) {
        static const guint64 parameters[] = {0xc0000005, 0x8054a32d, 0xf7a1b9c8, 0};

        for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
                g_autoptr(GByteArray) header = make_32(kinds[i].type, 0x1000008e, parameters);
                g_autoptr(TckWindowsDump) dump = read_header(header);
                g_autoptr(TckPanicInfo) decoded = decode(dump);
                g_autofree char *system = tck_windows_dump_system(dump);

                g_assert_cmpuint(dump->bits, ==, 32);
                g_assert_cmpstr(dump->kind, ==, kinds[i].words);
                g_assert_cmpstr(system, ==, "Windows build 2600 (checked), x86, 1 CPU");
                g_assert_cmpstr(dump->comment, ==, "made by hand \xef\xbf\xbd");
                assert_times(dump);
                g_assert_cmpstr(decoded->name, ==, "KERNEL_MODE_EXCEPTION_NOT_HANDLED_M");
                assert_fact(decoded, 1, "0xc0000005  the exception, as a status code: STATUS_ACCESS_VIOLATION");
        }
}

/* An NTSTATUS may be the code itself. */
static void test_status(void) {
        static const guint64 parameters[4] = {0};
        g_autoptr(GByteArray) header = make_64(1, 0xc0000218, parameters);
        g_autoptr(TckWindowsDump) dump = read_header(header);
        g_autoptr(TckPanicInfo) decoded = decode(dump);

        g_assert_cmpstr(decoded->title, ==, "bug check 0xc0000218 STATUS_CANNOT_LOAD_REGISTRY_FILE");
}

/* Recognized by its code, as in QEMU's win-dmp, or by a field of the header. */
static void test_live(void) {
        static const guint64 parameters[4] = {0};
        g_autoptr(GByteArray) by_code = make_64(1, TCK_WINDOWS_LIVE, parameters),
                              by_word = make_64(6, 0x1a8, parameters);
        g_autoptr(TckWindowsDump) dump = read_header(by_code), other = NULL;
        g_autoptr(TckPanicInfo) decoded = decode(dump);

        g_assert_true(dump->live);
        g_assert_cmpstr(decoded->name, ==, "LIVE_SYSTEM_DUMP");
        put32(by_word->data + 0x1050, 1 << 4 | 1 << 5);
        other = read_header(by_word);
        g_assert_true(other->live && other->offline);
}

/* ---- incomplete headers ---- */

static void assert_nothing(const TckWindowsDump *dump) {
        g_autoptr(JsonObject) info = tck_windows_dump_info(dump);
        g_autofree char *system = tck_windows_dump_system(dump);

        g_assert_null(info);
        g_assert_false(dump->code.known || dump->parameters[0].known || dump->parameters[3].known);
        g_assert_cmpstr(system, ==, "Windows");
        g_assert_false(dump->live || dump->directory.known || dump->debugger.known);
        g_assert_null(dump->kind);
        g_assert_null(dump->time);
        g_assert_cmpint(dump->uptime, ==, -1);
        g_assert_null(dump->comment);
}

/* PAGE everywhere: the header was never written. */
static void test_filled(void) {
        g_autoptr(GByteArray) large = make_filled(SIZE_64, "PAGEDU64"), small = make_filled(SIZE_32, "PAGEDUMP");
        g_autoptr(TckWindowsDump) dump = read_header(large), other = read_header(small);

        assert_nothing(dump);
        assert_nothing(other);
}

/* Truncated within the parameters. */
static void test_truncated(void) {
        static const guint64 parameters[] = {1, 2, 3, 4};
        g_autoptr(GByteArray) header = make_64(1, 0xd1, parameters);
        g_autoptr(TckWindowsDump) dump = NULL, nothing = NULL;
        g_autoptr(TckPanicInfo) decoded = NULL;

        g_byte_array_set_size(header, 0x40 + 8 + 7);
        dump = read_header(header);
        g_assert_true(dump->code.known && dump->parameters[0].known);
        g_assert_false(dump->parameters[1].known);
        g_assert_null(dump->kind);
        decoded = decode(dump);
        assert_fact(decoded, 2, "not given  IRQL at that time");
        g_byte_array_set_size(header, 8);
        nothing = read_header(header);
        assert_nothing(nothing);
}

/* The driver's header, before a crash; and impossible times. */
static void test_zero(void) {
        static const guint64 parameters[4] = {0};
        g_autoptr(GByteArray) header = make_64(1, 0, parameters);
        g_autoptr(TckWindowsDump) dump = NULL;

        put64(header->data + 0xfa8, G_MAXUINT64);
        put64(header->data + 0x1030, G_MAXUINT64);
        dump = read_header(header);
        g_assert_false(dump->code.known);
        g_assert_null(dump->time);
        g_assert_cmpint(dump->uptime, ==, -1);
}

static void test_none(void) {
        static const char *const beginnings[] = {"PAGEDU65", "PAGE\0\0\0", "DU64PAGE", "MDMP\x93\xa7\0\0"};
        GError *error = NULL;

        for (gsize i = 0; i < G_N_ELEMENTS(beginnings); i++) {
                g_assert_false(tck_windows_dump_is_one((const guint8 *) beginnings[i]));
                g_assert_null(tck_windows_dump_new((const guint8 *) beginnings[i], 8, &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, "not the header of a Windows dump");
        }
        g_assert_null(tck_windows_dump_new((const guint8 *) "PAGEDU64", 7, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "not the header");
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/windows-dump/64", test_64);
        g_test_add_func("/windows-dump/32", test_32);
        g_test_add_func("/windows-dump/status", test_status);
        g_test_add_func("/windows-dump/live", test_live);
        g_test_add_func("/windows-dump/filled", test_filled);
        g_test_add_func("/windows-dump/truncated", test_truncated);
        g_test_add_func("/windows-dump/zero", test_zero);
        g_test_add_func("/windows-dump/none", test_none);
        return g_test_run();
}
