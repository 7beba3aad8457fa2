/* SPDX-License-Identifier: BSD-2-Clause */
#include "picture.h"

#include <gio/gio.h>
#include <string.h>

#include "error.h"
#include "file.h"

enum {
        CHUNK_BYTES = 12, /* of a chunk without data: its length, its type and its sum, of four bytes each */
        HEADER_BYTES = 13,
        BLOCK = 1 << 16,
        LEVEL = 6, /* zlib's default */
        SAMPLE_BITS = 8,
        TRUECOLOUR = 2,
        NO_FILTER = 0,
};

static const guint8 signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

/* The CRC of ISO 3309, by PNG's appendix D. */
static guint32 sum(const guint8 *data, gsize length) {
        static guint32 table[256];
        static gsize made;
        guint32 crc = G_MAXUINT32;

        if (g_once_init_enter(&made)) {
                for (guint32 byte = 0; byte < G_N_ELEMENTS(table); byte++) {
                        guint32 value = byte;

                        for (guint bit = 0; bit < 8; bit++)
                                value = value & 1 ? value >> 1 ^ 0xedb88320u : value >> 1;
                        table[byte] = value;
                }
                g_once_init_leave(&made, 1);
        }
        while (length--)
                crc = crc >> 8 ^ table[(crc ^ *data++) & 0xff];
        return ~crc;
}

/* ---- writing ---- */

static void append_number(GByteArray *out, guint32 number) {
        guint32 big = GUINT32_TO_BE(number);

        g_byte_array_append(out, (const guint8 *) &big, sizeof big);
}

static void append_chunk(GByteArray *out, const char *type, const GByteArray *data) {
        guint begin;

        append_number(out, data->len);
        begin = out->len;
        g_byte_array_append(out, (const guint8 *) type, 4);
        g_byte_array_append(out, data->data, data->len);
        append_number(out, sum(out->data + begin, out->len - begin));
}

static GByteArray *make_header(const TckPicture *picture) {
        static const guint8 rest[] = {SAMPLE_BITS, TRUECOLOUR, 0 /* deflate */, 0 /* filters */,
                                      0 /* not interlaced */};
        GByteArray *header = g_byte_array_new();

        append_number(header, picture->width);
        append_number(header, picture->height);
        g_byte_array_append(header, rest, sizeof rest);
        return header;
}

/* Each line begins with the kind of its filter. */
static GByteArray *make_lines(const TckPicture *picture) {
        const gsize line = (gsize) picture->width * 3;
        const guint8 filter = NO_FILTER;
        GByteArray *lines = g_byte_array_sized_new((guint) ((line + 1) * picture->height));

        for (guint y = 0; y < picture->height; y++) {
                g_byte_array_append(lines, &filter, 1);
                g_byte_array_append(lines, picture->pixels + y * line, (guint) line);
        }
        return lines;
}

/* Compressing in memory has no reason to fail. */
static GByteArray *compress(const GByteArray *data) {
        g_autoptr(GZlibCompressor) zlib = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, LEVEL);
        GConverterResult result = G_CONVERTER_CONVERTED;
        GByteArray *out = g_byte_array_new();
        gsize taken = 0;

        while (result == G_CONVERTER_CONVERTED) {
                guint8 block[BLOCK];
                gsize read = 0, written = 0;

                result = g_converter_convert(G_CONVERTER(zlib), data->data + taken, data->len - taken, block,
                                             sizeof block, G_CONVERTER_INPUT_AT_END, &read, &written, NULL);
                taken += read;
                g_byte_array_append(out, block, (guint) written);
        }
        g_assert(result == G_CONVERTER_FINISHED);
        return out;
}

GByteArray *tck_picture_to_png(const TckPicture *picture) {
        g_autoptr(GByteArray) header = make_header(picture), lines = make_lines(picture), data = compress(lines),
                              nothing = g_byte_array_new();
        GByteArray *png = g_byte_array_new();

        g_byte_array_append(png, signature, sizeof signature);
        append_chunk(png, "IHDR", header);
        append_chunk(png, "IDAT", data);
        append_chunk(png, "IEND", nothing);
        return png;
}

gboolean tck_picture_save_ppm(const guint8 *data, gsize length, const char *path, GError **error) {
        g_autoptr(GByteArray) png = NULL;
        TckPicture picture;

        if (!tck_picture_read_ppm(data, length, &picture, error))
                return FALSE;
        png = tck_picture_to_png(&picture);
        return tck_write_private_file(path, (const char *) png->data, png->len, error);
}

/* ---- checking ---- */

static guint32 number_at(const guint8 *data) {
        guint32 big;

        memcpy(&big, data, sizeof big);
        return GUINT32_FROM_BE(big);
}

static gboolean is_chunk(const guint8 *chunk, const char *type) {
        return memcmp(chunk + 4, type, 4) == 0;
}

/* The size of a chunk that begins there; 0 if it is not complete, or has a wrong sum. */
static gsize chunk_bytes(const guint8 *chunk, gsize length) {
        gsize data = length < CHUNK_BYTES ? length : number_at(chunk);

        return data <= length && length - data >= CHUNK_BYTES && sum(chunk + 4, data + 4) == number_at(chunk + data + 8)
                       ? data + CHUNK_BYTES
                       : 0;
}

static gboolean check_header(const guint8 *chunk, gsize bytes, GError **error) {
        guint32 width, height;

        if (bytes != CHUNK_BYTES + HEADER_BYTES || !is_chunk(chunk, "IHDR"))
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the picture is a PNG without a header");
        width = number_at(chunk + 8);
        height = number_at(chunk + 12);
        return (width && height && width <= TCK_PICTURE_PIXELS_MAX / height) ||
               tck_error_set(error, TCK_ERROR_PROTOCOL, "the picture has %u × %u pixels", width, height);
}

gboolean tck_png_check(const guint8 *data, gsize length, GError **error) {
        const guint8 *end, *chunk;
        gboolean first = TRUE, last = FALSE;

        if (length < sizeof signature || memcmp(data, signature, sizeof signature) != 0)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the picture is not a PNG");
        chunk = data + sizeof signature;
        end = data + length;
        while (!last) {
                gsize bytes = chunk_bytes(chunk, (gsize) (end - chunk));

                if (!bytes)
                        return tck_error_set(error, TCK_ERROR_PROTOCOL, "the picture is a PNG that is damaged");
                if (first && !check_header(chunk, bytes, error))
                        return FALSE;
                first = FALSE;
                last = is_chunk(chunk, "IEND");
                chunk += bytes;
        }
        return chunk == end || tck_error_set(error, TCK_ERROR_PROTOCOL, "the picture is a PNG, and more after it");
}
