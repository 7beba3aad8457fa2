/* SPDX-License-Identifier: BSD-2-Clause */
#include "core_reader.h"

#include <string.h>

enum {
        HEADER_MAX = 464, /* of the longer of the two layouts */
        SUB_HEADER_MAX = 104,
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

static guint64 little_endian(const guint8 *bytes, gsize size) {
        guint64 value = 0;

        memcpy(&value, bytes, size);
        return GUINT64_FROM_LE(value);
}

/* The layout for which the header's fields are valid; NULL if there is none. */
static const Layout *find_layout(const guint8 *header) {
        for (gsize i = 0; i < G_N_ELEMENTS(layouts); i++) {
                guint64 block = little_endian(header + layouts[i].status + BLOCK_SIZE, 4);

                if (block >= BLOCK_MIN && block <= BLOCK_MAX && !(block & (block - 1)) &&
                    little_endian(header + layouts[i].status + SUB_HEADER_BLOCKS, 4))
                        return layouts + i;
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
        const guint8 *status;
        guint64 blocks;

        if (!read_part(file, 0, bytes, sizeof bytes, error))
                return FALSE;
        if (!tck_kdump_is_one(bytes))
                return tck_core_malformed(error, "the flattened file does not contain a kdump core");
        *ret_layout = find_layout(bytes);
        if (!*ret_layout)
                return tck_core_malformed(error, "the kdump header has an invalid block size");
        status = bytes + (*ret_layout)->status;
        ret_header->version = (guint) little_endian(bytes + VERSION, 4);
        ret_header->status = (guint) little_endian(status, 4);
        ret_header->block_size = (guint) little_endian(status + BLOCK_SIZE, 4);
        ret_header->cpus = (guint) little_endian(status + CPUS, 4);
        memcpy(ret_header->machine, bytes + MACHINE, sizeof ret_header->machine);
        ret_header->machine[sizeof ret_header->machine - 1] = '\0';
        blocks = 1 + little_endian(status + SUB_HEADER_BLOCKS, 4) + little_endian(status + BITMAP_BLOCKS, 4);
        if (blocks * ret_header->block_size > file->size)
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

/* The sub-header is the second block. */
static gboolean read_sub_header(const TckCoreFile *file, guint block_size, const Layout *layout,
                                TckCoreNotes *ret_notes, GError **error) {
        g_autofree guint8 *notes = NULL, *text = NULL;
        guint64 notes_size, text_size;
        guint8 bytes[SUB_HEADER_MAX];

        if (!read_part(file, block_size, bytes, layout->notes_size + layout->size_bytes, error))
                return FALSE;
        notes_size = little_endian(bytes + layout->notes_size, layout->size_bytes);
        text_size = little_endian(bytes + layout->vmcoreinfo_size, layout->size_bytes);
        if (!read_blob(file, little_endian(bytes + layout->notes, 8), notes_size, &notes, error) ||
            !read_blob(file, little_endian(bytes + layout->vmcoreinfo, 8), text_size, &text, error) ||
            !tck_core_notes_take(ret_notes, notes, notes_size, error))
                return FALSE;
        if (text_size)
                tck_core_notes_set_vmcoreinfo(ret_notes, text, text_size);
        return TRUE;
}

gboolean tck_kdump_read(const TckCoreFile *file, TckKdump *ret_header, TckCoreNotes *notes, GError **error) {
        const Layout *layout;

        return read_header(file, ret_header, &layout, error) &&
               read_sub_header(file, ret_header->block_size, layout, notes, error);
}
