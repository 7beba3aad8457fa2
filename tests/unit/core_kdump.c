/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kdump cores, flattened or not: headers, notes, and pages in each compression. The test builds them from the
 * description of the format.
 */
#include <gio/gio.h>

#include "cores.h"
#include "vmcore.h"

enum {
        BLOCK = 4096,
        PAGES = 64, /* in the bitmaps */
        FIRST = 3,  /* only the pages FIRST and FIRST + 1 are in the core */
        NOTES_AT = BLOCK + 512,
        TEXT_AT = NOTES_AT + 2048,
        BITMAPS_AT = 2 * BLOCK,
        DESCRIPTORS_AT = 4 * BLOCK,
        DESCRIPTOR_SIZE = 24,
        DATA_AT = 5 * BLOCK,
        PERIOD = 251, /* of the pages' contents */
};

#define TEXT "OSRELEASE=2\n"

/* ---- pages ---- */

/* The n-th byte of the pages is n mod PERIOD. */
static void fill_page(guint number, guint8 page[BLOCK]) {
        for (gsize i = 0; i < BLOCK; i++)
                page[i] = (guint8) ((number * BLOCK + i) % PERIOD);
}

static GByteArray *compress_zlib(const guint8 page[BLOCK]) {
        g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1);
        GByteArray *bytes = g_byte_array_new();
        GError *error = NULL;
        gsize read, written;

        g_byte_array_set_size(bytes, 2 * BLOCK);
        g_assert_cmpint(g_converter_convert(G_CONVERTER(compressor), page, BLOCK, bytes->data, bytes->len,
                                            G_CONVERTER_INPUT_AT_END, &read, &written, &error),
                        ==, G_CONVERTER_FINISHED);
        g_assert_no_error(error);
        g_assert_cmpuint(read, ==, BLOCK);
        g_byte_array_set_size(bytes, (guint) written);
        return bytes;
}

/* LZO1X: one period as literals, one match for the rest at that distance, the end. */
static GByteArray *compress_lzo(const guint8 page[BLOCK]) {
        static const guint8 literals[] = {0, PERIOD - 18}, match[] = {0x20}, zero[] = {0}, end[] = {17, 0, 0};
        const guint8 distance[] = {((PERIOD - 1) << 2) & 0xff, (PERIOD - 1) >> 6};
        GByteArray *bytes = g_byte_array_new();
        guint rest = BLOCK - PERIOD - 2 - 31;

        g_byte_array_append(bytes, literals, sizeof literals);
        g_byte_array_append(bytes, page, PERIOD);
        g_byte_array_append(bytes, match, sizeof match);
        for (; rest > 255; rest -= 255)
                g_byte_array_append(bytes, zero, sizeof zero);
        g_byte_array_append(bytes, &(guint8){(guint8) rest}, 1);
        g_byte_array_append(bytes, distance, sizeof distance);
        g_byte_array_append(bytes, end, sizeof end);
        return bytes;
}

/* snappy: the length as a varint, one period as a literal, and copies of up to 64 bytes at that distance. */
static GByteArray *compress_snappy(const guint8 page[BLOCK]) {
        static const guint8 begin[] = {0x80, 0x20, 60 << 2, PERIOD - 1};
        GByteArray *bytes = g_byte_array_new();

        g_byte_array_append(bytes, begin, sizeof begin);
        g_byte_array_append(bytes, page, PERIOD);
        for (guint at = PERIOD; at < BLOCK; at += 64) {
                const guint8 copy[] = {(guint8) ((MIN(64, BLOCK - at) - 1) << 2 | 2), PERIOD, 0};

                g_byte_array_append(bytes, copy, sizeof copy);
        }
        return bytes;
}

static GByteArray *compress(const guint8 page[BLOCK], guint32 status) {
        if (status == TCK_KDUMP_LZO)
                return compress_lzo(page);
        return status == TCK_KDUMP_SNAPPY ? compress_snappy(page) : compress_zlib(page);
}

static void add_page(GByteArray *file, guint number, guint32 status) {
        g_autoptr(GByteArray) bytes = NULL;
        guint8 page[BLOCK], *descriptor;

        fill_page(number, page);
        bytes = compress(page, status);
        g_assert_cmpuint(bytes->len, <, BLOCK);
        descriptor = file->data + DESCRIPTORS_AT + number * DESCRIPTOR_SIZE;
        put64(descriptor, file->len);
        put32(descriptor + 8, bytes->len);
        put32(descriptor + 12, status);
        g_byte_array_append(file, bytes->data, bytes->len);
}

/* ---- files ---- */

static void put_headers(guint8 *header, gboolean small, guint32 status, guint notes_size) {
        guint8 *fields = header + (small ? 412 : 424), *sub_header = header + BLOCK;

        memcpy(header, "KDUMP   ", 8);
        put32(header + 8, 6);
        memcpy(header + 272, "x86_64", 6);
        put32(fields, status);
        put32(fields + 4, BLOCK);
        put32(fields + 8, 1);  /* blocks of the sub-header, */
        put32(fields + 12, 2); /* of the bitmaps */
        put32(fields + 16, PAGES);
        put32(fields + 36, 2); /* CPUs */
        put64(sub_header + (small ? 20 : 32), TEXT_AT);
        put32(sub_header + (small ? 28 : 40), (guint32) strlen(TEXT));
        put64(sub_header + (small ? 32 : 48), NOTES_AT);
        put32(sub_header + (small ? 40 : 56), notes_size);
        put64(sub_header + (small ? 72 : 96), PAGES);
}

/* In the 64-bit layout or the 32-bit one. */
static GByteArray *make_kdump(gboolean small, guint32 status) {
        g_autoptr(GByteArray) notes = make_notes();
        GByteArray *file = g_byte_array_new();

        g_byte_array_set_size(file, DATA_AT);
        memset(file->data, 0, file->len);
        put_headers(file->data, small, status, notes->len);
        g_assert_cmpuint(NOTES_AT + notes->len, <=, TEXT_AT);
        memcpy(file->data + NOTES_AT, notes->data, notes->len);
        memcpy(file->data + TEXT_AT, TEXT, strlen(TEXT));
        file->data[BITMAPS_AT] = file->data[BITMAPS_AT + BLOCK] = 3 << FIRST;
        add_page(file, 0, status);
        add_page(file, 1, status);
        return file;
}

static void add_record(GByteArray *file, guint64 offset, const guint8 *bytes, guint64 length) {
        guint64 header[] = {GUINT64_TO_BE(offset), GUINT64_TO_BE(length)};

        g_byte_array_append(file, (const guint8 *) header, sizeof header);
        if (bytes)
                g_byte_array_append(file, bytes, (guint) length);
}

static GByteArray *begin_flat(void) {
        GByteArray *file = g_byte_array_new();

        g_byte_array_set_size(file, 4096);
        memset(file->data, 0, file->len);
        memcpy(file->data, "makedumpfile", 12);
        return file;
}

/* The last part comes first, and one part comes twice. */
static GByteArray *flatten(const GByteArray *core) {
        GByteArray *file = begin_flat();

        add_record(file, 5000, core->data + 5000, core->len - 5000);
        add_record(file, 0, core->data + BLOCK, 100);
        add_record(file, 0, core->data, 4500);
        add_record(file, 4500, core->data + 4500, 500);
        add_record(file, G_MAXUINT64, NULL, G_MAXUINT64);
        return file;
}

static char *write_scratch(const GByteArray *bytes) {
        char *path = make_scratch("core");

        g_assert_true(g_file_set_contents(path, (const char *) bytes->data, (gssize) bytes->len, NULL));
        return path;
}

/* ---- well-formed files ---- */

static void check_pages(const TckCore *core) {
        const guint64 begin = FIRST * BLOCK, border = begin + BLOCK;
        guint8 bytes[16], page[BLOCK];
        GError *error = NULL;

        g_assert_true(tck_core_read(core, begin, page, sizeof page, &error));
        g_assert_no_error(error);
        for (gsize i = 0; i < sizeof page; i++)
                g_assert_cmpuint(page[i], ==, i % PERIOD);
        g_assert_true(tck_core_read(core, border - 8, bytes, sizeof bytes, &error));
        for (gsize i = 0; i < sizeof bytes; i++)
                g_assert_cmpuint(bytes[i], ==, (BLOCK - 8 + i) % PERIOD);
        g_assert_false(tck_core_read(core, begin - 1, bytes, 1, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "0x2fff");
        g_assert_false(tck_core_read(core, border + BLOCK - 8, bytes, sizeof bytes, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "0x4ff8");
        g_assert_false(tck_core_read(core, G_MAXUINT64, bytes, 1, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "0xffffffffffffffff");
        g_assert_false(tck_core_read_virtual(core, begin, bytes, sizeof bytes, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "virtual");
}

static void check_kdump(const GByteArray *bytes, TckCoreFormat format, guint status) {
        GError *error = NULL;
        char *path = write_scratch(bytes);
        g_autoptr(TckCore) core = tck_core_open(path, tck_deadline(PATIENCE), &error);
        const TckKdump *header;

        g_assert_no_error(error);
        g_assert_cmpint(core->format, ==, format);
        header = core->kdump;
        g_assert_cmpint(header->flattened, ==, format < TCK_CORE_KDUMP_RAW_ZLIB);
        g_assert_cmpuint(header->version, ==, 6);
        g_assert_cmpuint(header->block_size, ==, BLOCK);
        g_assert_cmpuint(header->cpus, ==, 2);
        g_assert_cmpuint(header->status, ==, status);
        g_assert_cmpstr(header->machine, ==, "x86_64");
        check_notes(core);
        g_assert_cmpstr(core->vmcoreinfo, ==, TEXT);
        g_assert_cmpuint(core->segment_count, ==, 0);
        check_pages(core);
        remove_scratch(path);
}

static void test_good(gconstpointer data) {
        static const TckCoreFormat formats[] = {
                [TCK_KDUMP_ZLIB] = TCK_CORE_KDUMP_ZLIB,
                [TCK_KDUMP_LZO] = TCK_CORE_KDUMP_LZO,
                [TCK_KDUMP_SNAPPY] = TCK_CORE_KDUMP_SNAPPY,
        };
        guint status = GPOINTER_TO_UINT(data);

        for (gboolean small = FALSE; small <= TRUE; small++) {
                g_autoptr(GByteArray) core = make_kdump(small, status), flat = flatten(core);

                check_kdump(flat, formats[status], status);
                check_kdump(core, formats[status] - TCK_CORE_KDUMP_ZLIB + TCK_CORE_KDUMP_RAW_ZLIB, status);
        }
}

/* A flattened file with records of one byte. */
static void test_crumbs(void) {
        g_autoptr(GByteArray) core = make_kdump(FALSE, TCK_KDUMP_ZLIB), flat = begin_flat();

        for (guint i = core->len; i--;)
                add_record(flat, i, core->data + i, 1);
        add_record(flat, G_MAXUINT64, NULL, G_MAXUINT64);
        check_kdump(flat, TCK_CORE_KDUMP_ZLIB, TCK_KDUMP_ZLIB);
}

/* A page beyond those that are sorted when the core is opened. */
static void test_far(void) {
        const guint64 far = (guint64) 200 << 20;
        g_autoptr(GByteArray) core = make_kdump(FALSE, TCK_KDUMP_ZLIB), flat = begin_flat();
        guint8 *descriptor = core->data + DESCRIPTORS_AT + DESCRIPTOR_SIZE;
        guint64 at = GUINT64_FROM_LE(*(guint64 *) (void *) descriptor);

        put64(descriptor, far);
        add_record(flat, far, core->data + at, core->len - at);
        add_record(flat, 0, core->data, at);
        add_record(flat, G_MAXUINT64, NULL, G_MAXUINT64);
        check_kdump(flat, TCK_CORE_KDUMP_ZLIB, TCK_KDUMP_ZLIB);
}

/* ---- malformed files ---- */

static void assert_malformed_bytes(const GByteArray *bytes, const char *complaint) {
        char *path = write_scratch(bytes);

        assert_malformed(path, complaint);
        remove_scratch(path);
}

static void test_header_flaws(void) {
        g_autoptr(GByteArray) core = make_kdump(FALSE, TCK_KDUMP_ZLIB);
        guint8 *header = core->data, *sub_header = header + BLOCK;

        put32(header + 424 + 4, 3);
        assert_malformed_bytes(core, "block size");
        put32(header + 424 + 4, 1 << 20);
        assert_malformed_bytes(core, "extends beyond the file");
        put32(header + 424 + 4, BLOCK);
        put32(header + 424 + 12, G_MAXUINT32);
        assert_malformed_bytes(core, "a bitmap of pages extends beyond the file");
        put32(header + 424 + 12, 2);
        put64(sub_header + 48, G_MAXUINT64);
        assert_malformed_bytes(core, "extends beyond the file");
        put64(sub_header + 56, G_MAXUINT64);
        assert_malformed_bytes(core, "too many notes");
        g_byte_array_set_size(core, 400);
        assert_malformed_bytes(core, "extends beyond the file");
}

static void test_record_flaws(void) {
        g_autoptr(GByteArray) core = make_kdump(FALSE, TCK_KDUMP_ZLIB), flat = flatten(core);

        g_byte_array_set_size(flat, flat->len - 1);
        assert_malformed_bytes(flat, "no end record");
        flat->data[4096 + 8] = 0x80;
        assert_malformed_bytes(flat, "extends beyond the file");
        flat->data[4096 + 8] = 0;
        flat->data[4096] = 0x7f;
        assert_malformed_bytes(flat, "beyond any core");
        g_byte_array_set_size(flat, 4096);
        assert_malformed_bytes(flat, "no end record");
        add_record(flat, G_MAXUINT64, NULL, G_MAXUINT64);
        assert_malformed_bytes(flat, "extends beyond the file");
        g_byte_array_set_size(flat, 4096);
        add_record(flat, 0, flat->data, 1000);
        add_record(flat, G_MAXUINT64, NULL, G_MAXUINT64);
        assert_malformed_bytes(flat, "does not contain a kdump core");
}

/* The core can be opened, but its first page cannot be read. */
static void assert_unreadable(const GByteArray *bytes, double seconds, TckError code, const char *complaint) {
        GError *error = NULL;
        char *path = write_scratch(bytes);
        g_autoptr(TckCore) core = tck_core_open(path, tck_deadline(seconds), &error);
        guint8 byte;

        g_assert_no_error(error);
        g_assert_false(tck_core_read(core, FIRST * BLOCK, &byte, 1, &error));
        assert_failed(error, code, complaint);
        remove_scratch(path);
}

static void test_page_flaws(void) {
        g_autoptr(GByteArray) core = make_kdump(FALSE, TCK_KDUMP_ZLIB);
        guint8 *descriptor = core->data + DESCRIPTORS_AT;

        core->data[DATA_AT] ^= 0xff;
        assert_unreadable(core, PATIENCE, TCK_ERROR_PROTOCOL, "libkdumpfile cannot read the physical address 0x3000");
        core->data[DATA_AT] ^= 0xff;
        put32(descriptor + 8, G_MAXUINT32);
        assert_unreadable(core, PATIENCE, TCK_ERROR_PROTOCOL, "0x3000");
        put32(descriptor + 12, 0);
        assert_unreadable(core, PATIENCE, TCK_ERROR_PROTOCOL, "Wrong page size");
}

/* Bitmaps of 32 GiB: small in a sparse file, but more than the memory limit of the library's process. */
G_GNUC_UNUSED static void test_memory(void) {
        g_autoptr(GByteArray) bytes = make_kdump(FALSE, TCK_KDUMP_ZLIB);
        const guint32 blocks = 1 << 23;
        g_autoptr(TckCore) core = NULL;
        GError *error = NULL;
        char *path;
        guint8 byte;

        put32(bytes->data + 424 + 12, blocks);
        path = write_scratch(bytes);
        g_assert_no_errno(truncate(path, (off_t) BLOCK * (blocks + 2)));
        core = tck_core_open(path, tck_deadline(PATIENCE), &error);
        g_assert_no_error(error);
        g_assert_false(tck_core_read(core, FIRST * BLOCK, &byte, 1, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "libkdumpfile");
        remove_scratch(path);
}

/* Nothing is read after the deadline. */
static void test_late(void) {
        g_autoptr(GByteArray) bytes = make_kdump(FALSE, TCK_KDUMP_ZLIB);
        GError *error = NULL;
        char *path = write_scratch(bytes);
        g_autoptr(TckCore) core = tck_core_open(path, tck_deadline(0.5), &error);
        guint8 byte;

        g_assert_no_error(error);
        while (tck_core_read(core, FIRST * BLOCK, &byte, 1, &error))
                ;
        assert_failed(error, TCK_ERROR_TIMEOUT, "");
        remove_scratch(path);
}

/* ---- files that end early ---- */

static gboolean is_called_short(const GByteArray *bytes) {
        char *path = write_scratch(bytes);
        GError *error = NULL;
        g_autoptr(TckVmcore) core = tck_vmcore_open(path, tck_deadline(PATIENCE), &error);
        gboolean said;

        g_assert_no_error(error);
        said = g_str_has_prefix(core->troubles->pdata[0], "the file is too short");
        remove_scratch(path);
        return said;
}

/* The page that is stored last may be any of those that are described. */
static void test_cut(void) {
        g_autoptr(GByteArray) file = make_kdump(FALSE, TCK_KDUMP_ZLIB);

        g_assert_false(is_called_short(file));
        g_byte_array_set_size(file, file->len - 1);
        g_assert_true(is_called_short(file));
        g_byte_array_set_size(file, DESCRIPTORS_AT + DESCRIPTOR_SIZE);
        g_assert_true(is_called_short(file));
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_data_func("/core-kdump/zlib", GUINT_TO_POINTER(TCK_KDUMP_ZLIB), test_good);
        g_test_add_data_func("/core-kdump/lzo", GUINT_TO_POINTER(TCK_KDUMP_LZO), test_good);
        g_test_add_data_func("/core-kdump/snappy", GUINT_TO_POINTER(TCK_KDUMP_SNAPPY), test_good);
        g_test_add_func("/core-kdump/crumbs", test_crumbs);
        g_test_add_func("/core-kdump/far", test_far);
        g_test_add_func("/core-kdump/header-flaws", test_header_flaws);
        g_test_add_func("/core-kdump/record-flaws", test_record_flaws);
        g_test_add_func("/core-kdump/page-flaws", test_page_flaws);
#ifndef __SANITIZE_ADDRESS__ /* with AddressSanitizer the process has no memory limit */
        g_test_add_func("/core-kdump/memory", test_memory);
#endif
        g_test_add_func("/core-kdump/late", test_late);
        g_test_add_func("/core-kdump/cut", test_cut);
        return g_test_run();
}
