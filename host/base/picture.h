/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures of a guest's screen: PPM, as QEMU writes it (netpbm, ppm(5)), is read, and PNG (W3C, Portable Network Graphics) is written
 * and checked. Both are untrusted.
 */
#pragma once

#include <glib.h>

/* The limit for a picture: a screen of 4096 × 4096. */
#define TCK_PICTURE_PIXELS_MAX ((gsize) 1 << 24)

/* The limits for the files: PNG may be larger than what it describes, if that cannot be compressed. */
#define TCK_PPM_BYTES_MAX (3 * TCK_PICTURE_PIXELS_MAX + 1024)
#define TCK_PNG_BYTES_MAX (4 * TCK_PICTURE_PIXELS_MAX)

typedef struct {
        guint width, height;  /* neither is 0, and there are TCK_PICTURE_PIXELS_MAX pixels at most */
        const guint8 *pixels; /* three bytes for each, red, green and blue; line by line from the top */
} TckPicture;

/* Reads one PPM with 8 bits in each sample; its pixels are in `data`. TCK_ERROR_PROTOCOL if it is something else, is not complete, or is
 * followed by anything. */
gboolean tck_picture_read_ppm(const guint8 *data, gsize length, TckPicture *ret_picture, GError **error);

/* The picture as a PNG of 8 bits in each sample. Free with g_byte_array_unref(). */
GByteArray *tck_picture_to_png(const TckPicture *picture);

/* Reads a PPM, and saves it as a PNG of mode 0600, completely or not at all. TCK_ERROR_PROTOCOL as above. */
gboolean tck_picture_save_ppm(const guint8 *data, gsize length, const char *path, GError **error);

/* Whether it is a complete PNG: all chunks with the right sums, from the header to the end, and nothing after it. The compressed
 * data are not looked at. TCK_ERROR_PROTOCOL if not, and if the picture is too large. */
gboolean tck_png_check(const guint8 *data, gsize length, GError **error);
