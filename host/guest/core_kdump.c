/* SPDX-License-Identifier: BSD-2-Clause */
#include "core_reader.h"

#include <string.h>

enum {
        HEADER_MAX = 464, /* of the longer of the two layouts */
        SUB_HEADER_MAX = 104,
        VERSION_MAX = 0xffff,
        BLOCK_MIN = 512,
        BLOCK_MAX = 1 << 20,
        BLOB_MAX = 16 << 20, /* QEMU accepts 1 MiB of VMCOREINFO; the notes of a CPU are less than 1 KiB */
};

static const char signature[TCK_KDUMP_SIGNATURE] = "KDUMP   ";

gboolean tck_kdump_is_one(const guint8 beginning[TCK_KDUMP_SIGNATURE]) {
        return memcmp(beginning, signature, sizeof signature) == 0;
}

/* Offsets of fields. The headers are structures of the guest's kernel, and differ between 64 and 32 bits. */
typedef struct {
        gsize status;                                                     /* in the header */
        gsize vmcoreinfo, vmcoreinfo_size, notes, notes_size, size_bytes; /* in the sub-header */
} Layout;

static const Layout layouts[] = {{424, 32, 40, 48, 56, 8}, {412, 20, 28, 32, 40, 4}};

enum { VERSION = 8, MACHINE = 272 };                                           /* offsets in both layouts */
enum { BLOCK_SIZE = 4, SUB_HEADER_BLOCKS = 8, BITMAP_BLOCKS = 12, CPUS = 36 }; /* offsets from the status */

/* A number in the guest's byte order. */
static guint64 number(gboolean big_endian, const guint8 *bytes, gsize size) {
        guint64 value = 0;

        for (gsize i = 0; i < size; i++)
                value = value << 8 | bytes[big_endian ? i : size - 1 - i];
        return value;
}

/* Whether the header's fields are valid in that layout and byte order. A block size can be valid in both; the version is a small number. */
static gboolean fits(const guint8 *header, const Layout *layout, gboolean big_endian) {
        guint64 block = number(big_endian, header + layout->status + BLOCK_SIZE, 4);

        return number(big_endian, header + VERSION, 4) <= VERSION_MAX && block >= BLOCK_MIN && block <= BLOCK_MAX &&
               !(block & (block - 1)) && number(big_endian, header + layout->status + SUB_HEADER_BLOCKS, 4);
}

/* The layout for which they are valid, and the byte order; NULL if there is none. */
static const Layout *find_layout(const guint8 *header, gboolean *ret_big_endian) {
        for (gsize i = 0; i < 2 * G_N_ELEMENTS(layouts); i++) {
                *ret_big_endian = i % 2;
                if (fits(header, &layouts[i / 2], *ret_big_endian))
                        return &layouts[i / 2];
        }
        return NULL;
}

static gboolean read_part(const TckCoreFile *file, guint64 offset, void *ret_bytes, gsize length, GError **error) {
        if (!tck_core_lies_within(offset, length, file->size))
                return tck_core_malformed(error, "a header extends beyond the file");
        return tck_core_in_time(file->deadline, error) && tck_core_read_at(file->fd, offset, ret_bytes, length, error);
}

static gboolean read_header(const TckCoreFile *file, TckKdump *ret_header, const Layout **ret_layout, GError **error) {
        guint8 bytes[HEADER_MAX];
        gboolean order = FALSE;
        const guint8 *status;
        guint64 sub_header, bitmaps;

        if (!read_part(file, 0, bytes, sizeof bytes, error))
                return FALSE;
        if (!tck_kdump_is_one(bytes))
                return tck_core_malformed(error, "the flattened file does not contain a kdump core");
        *ret_layout = find_layout(bytes, &order);
        if (!*ret_layout)
                return tck_core_malformed(error, "the kdump header has an invalid block size");
        status = bytes + (*ret_layout)->status;
        ret_header->big_endian = order;
        ret_header->version = (guint) number(order, bytes + VERSION, 4);
        ret_header->status = (guint) number(order, status, 4);
        ret_header->block_size = (guint) number(order, status + BLOCK_SIZE, 4);
        ret_header->cpus = (guint) number(order, status + CPUS, 4);
        memcpy(ret_header->machine, bytes + MACHINE, sizeof ret_header->machine);
        ret_header->machine[sizeof ret_header->machine - 1] = '\0';
        sub_header = number(order, status + SUB_HEADER_BLOCKS, 4);
        bitmaps = number(order, status + BITMAP_BLOCKS, 4);
        ret_header->pages = (1 + sub_header + bitmaps / 2) * ret_header->block_size;
        ret_header->descriptors = (1 + sub_header + bitmaps) * ret_header->block_size;
        if (ret_header->descriptors > file->size)
                return tck_core_malformed(error, "a header or a bitmap of pages extends beyond the file");
        return TRUE;
}

/* Reads a part of the file; NULL if its length is 0. Free with g_free(). */
static gboolean read_blob(const TckCoreFile *file, guint64 offset, guint64 length, guint8 **ret_bytes, GError **error) {
        g_autofree guint8 *bytes = NULL;

        if (length > BLOB_MAX)
                return tck_core_malformed(error, "the kdump sub-header has too many notes");
        bytes = g_malloc(length);
        if (length && !read_part(file, offset, bytes, length, error))
                return FALSE;
        *ret_bytes = g_steal_pointer(&bytes);
        return TRUE;
}

/* Which architecture the guest has shows in the size of a CPU's note, if the header does not say it: the notes are read twice. */
static gboolean take_notes(TckCoreNotes *notes, const TckKdump *header, const guint8 *bytes, gsize length,
                           GError **error) {
        notes->big_endian = header->big_endian;
        notes->arch = NULL;
        if (!tck_core_notes_take(notes, bytes, length, error))
                return FALSE;
        notes->arch = tck_find_arch_of_kdump(header->machine, header->big_endian, notes->prstatus);
        return tck_core_notes_take(notes, bytes, length, error);
}

/* The sub-header is the second block. */
static gboolean read_sub_header(const TckCoreFile *file, const TckKdump *header, const Layout *layout,
                                TckCoreNotes *ret_notes, GError **error) {
        g_autofree guint8 *notes = NULL, *text = NULL;
        gboolean order = header->big_endian;
        guint64 notes_size, text_size;
        guint8 bytes[SUB_HEADER_MAX];

        if (!read_part(file, header->block_size, bytes, layout->notes_size + layout->size_bytes, error))
                return FALSE;
        notes_size = number(order, bytes + layout->notes_size, layout->size_bytes);
        text_size = number(order, bytes + layout->vmcoreinfo_size, layout->size_bytes);
        if (!read_blob(file, number(order, bytes + layout->notes, 8), notes_size, &notes, error) ||
            !read_blob(file, number(order, bytes + layout->vmcoreinfo, 8), text_size, &text, error) ||
            !take_notes(ret_notes, header, notes, notes_size, error))
                return FALSE;
        if (text_size)
                tck_core_notes_set_vmcoreinfo(ret_notes, text, text_size);
        return TRUE;
}

gboolean tck_kdump_read(const TckCoreFile *file, TckKdump *ret_header, TckCoreNotes *notes, GError **error) {
        const Layout *layout;

        return read_header(file, ret_header, &layout, error) && read_sub_header(file, ret_header, layout, notes, error);
}

/* ---- pages ---- */

/* The number of pages in the core. FALSE if that cannot be read. */
static gboolean count_pages(const TckCoreFile *file, const TckKdump *header, guint64 *ret_count) {
        guint8 piece[4096];

        *ret_count = 0;
        for (guint64 at = header->pages; at < header->descriptors; at += sizeof piece) {
                gsize length = (gsize) MIN(header->descriptors - at, sizeof piece);

                if (!read_part(file, at, piece, length, NULL))
                        return FALSE;
                for (gsize i = 0; i < length; i++)
                        *ret_count += (guint) __builtin_popcount(piece[i]);
        }
        return TRUE;
}

/* A descriptor has the offset of the page, 8 bytes, and its size, 4 bytes; its flags follow. */
gboolean tck_kdump_is_cut(const TckCoreFile *file, const TckKdump *header) {
        enum { DESCRIPTOR = 24, LAST = 1024 };
        guint8 descriptors[LAST * DESCRIPTOR];
        guint64 count, last;

        if (!count_pages(file, header, &count))
                return TRUE;
        last = MIN(count, LAST);
        if (!read_part(file, header->descriptors + (count - last) * DESCRIPTOR, descriptors, last * DESCRIPTOR, NULL))
                return TRUE;
        for (guint64 i = 0; i < last; i++) {
                const guint8 *descriptor = descriptors + i * DESCRIPTOR;

                if (!tck_core_lies_within(number(header->big_endian, descriptor, 8),
                                          number(header->big_endian, descriptor + 8, 4), file->size))
                        return TRUE;
        }
        return FALSE;
}
