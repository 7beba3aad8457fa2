/* SPDX-License-Identifier: BSD-2-Clause */
#include "core_kdump.h"

#include <string.h>

#include "error.h"
#include "spans.h"

enum {
        FLAT_HEADER = 4096, /* bytes before the first record of a flattened file */
        RECORD_HEADER = 16,
        HEADER_MAX = 464, /* of the two layouts the longer one */
        SUB_HEADER_MAX = 104,
        BLOCK_MIN = 512,
        BLOCK_MAX = 1 << 20,
        BLOB_MAX = 16 << 20,    /* QEMU takes 1 MiB of VMCOREINFO; the notes of a CPU are less than 1 KiB */
        HEADERS_MAX = 64 << 20, /* pages come behind what is read here: their records are passed over */
        PIECES_MAX = 1 << 20,
};

static const char flat_signature[16] = "makedumpfile";
static const char signature[8] = "KDUMP   ";

gboolean tck_kdump_is_one(const guint8 beginning[TCK_KDUMP_SIGNATURE_MAX]) {
        return memcmp(beginning, signature, sizeof signature) == 0 ||
               memcmp(beginning, flat_signature, sizeof flat_signature) == 0;
}

static gboolean malformed(GError **error, const char *what) {
        g_set_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL, "%s", what);
        return FALSE;
}

/* ---- where what is ---- */

/* Bytes of the core that lie together: all of them, or a record of a flattened file. */
typedef struct {
        guint64 offset, length; /* in the core */
        guint64 place;          /* in the file */
} Piece;

typedef struct {
        int fd;
        guint64 size;
        gint64 deadline;
        GArray *pieces;
        TckSpans *spans; /* of the pieces, of which the last counts, as it was written last */
} Source;

static guint64 big_endian(const guint8 *bytes) {
        guint64 value;

        memcpy(&value, bytes, sizeof value);
        return GUINT64_FROM_BE(value);
}

/* Lists the records: offset and length, and so many bytes; the last has -1 for both. */
static gboolean list_records(Source *source, GError **error) {
        guint64 place = FLAT_HEADER;

        for (;;) {
                guint8 header[RECORD_HEADER];
                Piece piece;

                if (!tck_core_in_time(source->deadline, error))
                        return FALSE;
                if (place > source->size || source->size - place < sizeof header)
                        return malformed(error, "the flattened file has no end record");
                if (!tck_core_read_at(source->fd, place, header, sizeof header, error))
                        return FALSE;
                place += sizeof header;
                piece = (Piece){big_endian(header), big_endian(header + 8), place};
                if (piece.offset == G_MAXUINT64 && piece.length == G_MAXUINT64)
                        return TRUE;
                if (piece.length > source->size - place || piece.offset > G_MAXUINT64 - piece.length)
                        return malformed(error, "a record of the flattened file leads out of it");
                place += piece.length;
                if (!piece.length || piece.offset >= HEADERS_MAX)
                        continue;
                if (source->pieces->len == PIECES_MAX)
                        return malformed(error, "the flattened file has more records than can be");
                g_array_append_val(source->pieces, piece);
        }
}

static TckSpans *index_pieces(const GArray *pieces) {
        g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(TckSpan));

        for (guint i = 0; i < pieces->len; i++) {
                const Piece *piece = &g_array_index(pieces, Piece, i);
                const TckSpan span = {piece->offset, piece->length};

                g_array_append_val(spans, span);
        }
        return tck_spans_new((const TckSpan *) spans->data, spans->len, TCK_SPANS_LAST);
}

static gboolean read_core(const Source *source, guint64 offset, void *ret_bytes, gsize length, GError **error) {
        guint8 *to = ret_bytes;

        while (length) {
                const Piece *piece;
                guint64 there;
                guint number;
                gsize n;

                if (!tck_spans_find(source->spans, offset, &number, &there))
                        return malformed(error, "a header leads out of the file");
                piece = &g_array_index(source->pieces, Piece, number);
                n = (gsize) MIN(length, there);
                if (!tck_core_read_at(source->fd, piece->place + (offset - piece->offset), to, n, error))
                        return FALSE;
                to += n;
                offset += n;
                length -= n;
        }
        return TRUE;
}

/* ---- headers ---- */

/* Where fields are: the headers are the guest's own structures, and differ between 64 and 32 bits. */
typedef struct {
        gsize status;                                                     /* in the header */
        gsize vmcoreinfo, vmcoreinfo_size, notes, notes_size, size_bytes; /* in the sub-header */
} Layout;

static const Layout layouts[] = {{424, 32, 40, 48, 56, 8}, {412, 20, 28, 32, 40, 4}};

enum { VERSION = 8, MACHINE = 272 };                       /* in either layout */
enum { BLOCK_SIZE = 4, SUB_HEADER_BLOCKS = 8, CPUS = 36 }; /* behind the status */

static guint64 little_endian(const guint8 *bytes, gsize size) {
        guint64 value = 0;

        memcpy(&value, bytes, size);
        return GUINT64_FROM_LE(value);
}

/* The layout in which a header makes sense; NULL if there is none. */
static const Layout *find_layout(const guint8 *header) {
        for (gsize i = 0; i < G_N_ELEMENTS(layouts); i++) {
                guint64 block = little_endian(header + layouts[i].status + BLOCK_SIZE, 4);

                if (block >= BLOCK_MIN && block <= BLOCK_MAX && !(block & (block - 1)) &&
                    little_endian(header + layouts[i].status + SUB_HEADER_BLOCKS, 4))
                        return layouts + i;
        }
        return NULL;
}

static gboolean read_header(const Source *source, TckKdump *ret_header, const Layout **ret_layout, GError **error) {
        guint8 bytes[HEADER_MAX];
        const guint8 *status;

        if (!read_core(source, 0, bytes, sizeof bytes, error))
                return FALSE;
        if (memcmp(bytes, signature, sizeof signature) != 0)
                return malformed(error, "the flattened file holds no kdump core");
        *ret_layout = find_layout(bytes);
        if (!*ret_layout)
                return malformed(error, "the kdump header has no sensible block size");
        status = bytes + (*ret_layout)->status;
        ret_header->version = (guint) little_endian(bytes + VERSION, 4);
        ret_header->status = (guint) little_endian(status, 4);
        ret_header->block_size = (guint) little_endian(status + BLOCK_SIZE, 4);
        ret_header->cpus = (guint) little_endian(status + CPUS, 4);
        memcpy(ret_header->machine, bytes + MACHINE, sizeof ret_header->machine);
        ret_header->machine[sizeof ret_header->machine - 1] = '\0';
        return TRUE;
}

static gboolean read_blob(const Source *source, guint64 offset, guint64 length, GBytes **ret_blob, GError **error) {
        g_autofree guint8 *bytes = NULL;

        if (!length)
                return TRUE;
        if (length > BLOB_MAX || length > source->size)
                return malformed(error, "the kdump sub-header tells of more notes than can be");
        bytes = g_malloc(length);
        if (!read_core(source, offset, bytes, length, error))
                return FALSE;
        *ret_blob = g_bytes_new_take(g_steal_pointer(&bytes), length);
        return TRUE;
}

/* The sub-header is in the second block. */
static gboolean read_sub_header(const Source *source, const Layout *layout, TckKdumpFile *ret_file, GError **error) {
        guint8 bytes[SUB_HEADER_MAX];

        return read_core(source, ret_file->header.block_size, bytes, layout->notes_size + layout->size_bytes, error) &&
               read_blob(source, little_endian(bytes + layout->vmcoreinfo, 8),
                         little_endian(bytes + layout->vmcoreinfo_size, layout->size_bytes), &ret_file->vmcoreinfo,
                         error) &&
               read_blob(source, little_endian(bytes + layout->notes, 8),
                         little_endian(bytes + layout->notes_size, layout->size_bytes), &ret_file->notes, error);
}

static gboolean read_headers(Source *source, TckKdumpFile *ret_file, GError **error) {
        const Piece whole = {0, source->size, 0};
        guint8 beginning[TCK_KDUMP_SIGNATURE_MAX];
        const Layout *layout;

        if (!tck_core_read_at(source->fd, 0, beginning, sizeof beginning, error))
                return FALSE;
        ret_file->header.flattened = memcmp(beginning, flat_signature, sizeof flat_signature) == 0;
        if (!ret_file->header.flattened)
                g_array_append_val(source->pieces, whole);
        else if (!list_records(source, error))
                return FALSE;
        source->spans = index_pieces(source->pieces);
        return read_header(source, &ret_file->header, &layout, error) &&
               read_sub_header(source, layout, ret_file, error);
}

gboolean tck_kdump_read(int fd, guint64 size, gint64 deadline, TckKdumpFile *ret_file, GError **error) {
        g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
        Source source = {.fd = fd, .size = size, .deadline = deadline, .pieces = pieces};
        gboolean good;

        memset(ret_file, 0, sizeof *ret_file);
        good = read_headers(&source, ret_file, error);
        tck_spans_free(source.spans);
        if (!good)
                tck_kdump_clear(ret_file);
        return good;
}

void tck_kdump_clear(TckKdumpFile *file) {
        g_clear_pointer(&file->notes, g_bytes_unref);
        g_clear_pointer(&file->vmcoreinfo, g_bytes_unref);
}
