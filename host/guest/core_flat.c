/* SPDX-License-Identifier: BSD-2-Clause */
#include "core_reader.h"

#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"

enum {
        FLAT_HEADER = 4096, /* bytes before the first record */
        RECORD_HEADER = 16,
        HEADERS_MAX = 64 << 20, /* the core's headers and notes are below this offset */
};

/* Larger than any core. */
static const guint64 SIZE_MAX_OF_CORE = (guint64) 1 << 44;

struct TckFlat {
        TckCoreFile source, core;
        gboolean whole;
};

gboolean tck_flat_is_one(const guint8 beginning[TCK_FLAT_SIGNATURE]) {
        static const char signature[TCK_FLAT_SIGNATURE] = "makedumpfile";

        return memcmp(beginning, signature, sizeof signature) == 0;
}

static guint64 big_endian(const guint8 *bytes) {
        guint64 value;

        memcpy(&value, bytes, sizeof value);
        return GUINT64_FROM_BE(value);
}

/* Copies the data of all records below the limit, in their order: a later record overwrites an earlier one. */
static gboolean put_in_place(TckFlat *flat, guint64 limit, GError **error) {
        const TckCoreFile *source = &flat->source;
        guint64 place = FLAT_HEADER;

        for (;;) {
                guint8 header[RECORD_HEADER];
                guint64 offset, length;

                if (!tck_core_in_time(source->deadline, error))
                        return FALSE;
                if (!tck_core_lies_within(place, sizeof header, source->size))
                        return tck_core_malformed(error, "the flattened file has no end record");
                if (!tck_core_read_at(source->fd, place, header, sizeof header, error))
                        return FALSE;
                place += sizeof header;
                offset = big_endian(header);
                length = big_endian(header + 8);
                if (offset == G_MAXUINT64 && length == G_MAXUINT64)
                        return TRUE;
                if (!tck_core_lies_within(place, length, source->size))
                        return tck_core_malformed(error, "a record of the flattened file extends beyond the file");
                if (!tck_core_lies_within(offset, length, SIZE_MAX_OF_CORE))
                        return tck_core_malformed(error,
                                                  "a record of the flattened file has an offset beyond any core");
                if (offset < limit &&
                    !tck_core_copy(source, place, flat->core.fd, offset, MIN(length, limit - offset), error))
                        return FALSE;
                flat->core.size = MAX(flat->core.size, offset + length);
                place += length;
        }
}

TckFlat *tck_flat_open(const TckCoreFile *file, const char *directory, GError **error) {
        g_autoptr(TckFlat) flat = g_new0(TckFlat, 1);

        flat->source = *file;
        flat->core = (TckCoreFile){.fd = tck_open_unnamed(directory, error), .deadline = file->deadline};
        if (flat->core.fd < 0 || !put_in_place(flat, HEADERS_MAX, error))
                return NULL;
        flat->whole = flat->core.size <= HEADERS_MAX;
        if (ftruncate(flat->core.fd, (off_t) flat->core.size) < 0) {
                tck_error_set_errno(error, "cannot rearrange it in a temporary file");
                return NULL;
        }
        return g_steal_pointer(&flat);
}

void tck_flat_free(TckFlat *flat) {
        if (!flat)
                return;
        if (flat->core.fd >= 0)
                close(flat->core.fd);
        g_free(flat);
}

TckCoreFile tck_flat_file(const TckFlat *flat) {
        return flat->core;
}

gboolean tck_flat_rearrange(TckFlat *flat, GError **error) {
        if (!flat->whole)
                flat->whole = put_in_place(flat, G_MAXUINT64, error);
        return flat->whole;
}
