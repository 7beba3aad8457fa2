/* SPDX-License-Identifier: BSD-2-Clause */
#include "picture.h"

#include <string.h>

#include "error.h"

enum { SAMPLE_MAX = 255 };

typedef struct {
        const guint8 *at, *end;
} Text;

static gboolean is_space(guint8 byte) {
        return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static gboolean is_digit(guint8 byte) {
        return byte >= '0' && byte <= '9';
}

/* White space, in which a comment goes from # to the end of its line; there has to be some. */
static gboolean skip_space(Text *text) {
        const guint8 *from = text->at;

        while (text->at < text->end && (is_space(*text->at) || *text->at == '#'))
                if (*text->at++ == '#')
                        while (text->at < text->end && *text->at != '\n' && *text->at != '\r')
                                text->at++;
        return text->at > from;
}

/* A decimal number from 1 to TCK_PICTURE_PIXELS_MAX. */
static gboolean take_number(Text *text, gsize *ret_number) {
        *ret_number = 0;
        while (text->at < text->end && is_digit(*text->at) && *ret_number <= TCK_PICTURE_PIXELS_MAX)
                *ret_number = *ret_number * 10 + (gsize) (*text->at++ - '0');
        return *ret_number && *ret_number <= TCK_PICTURE_PIXELS_MAX;
}

gboolean tck_picture_read_ppm(const guint8 *data, gsize length, TckPicture *ret_picture, GError **error) {
        static const char magic[] = {'P', '6'};
        gsize width, height, most, bytes;
        Text text;

        if (length < sizeof magic || memcmp(data, magic, sizeof magic) != 0)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the picture is not a PPM");
        text = (Text){data + sizeof magic, data + length};
        if (!skip_space(&text) || !take_number(&text, &width) || !skip_space(&text) || !take_number(&text, &height) ||
            !skip_space(&text) || !take_number(&text, &most) || text.at == text.end || !is_space(*text.at))
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the picture is a PPM with a wrong header");
        text.at++;
        if (most != SAMPLE_MAX)
                return tck_error_set(error, TCK_ERROR_PROTOCOL,
                                     "the picture is a PPM whose samples do not have 8 bits each");
        if (width > TCK_PICTURE_PIXELS_MAX / height)
                return tck_error_set(error, TCK_ERROR_PROTOCOL,
                                     "the picture has %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT " pixels", width, height);
        bytes = width * height * 3;
        if ((gsize) (text.end - text.at) != bytes)
                return tck_error_set(error, TCK_ERROR_PROTOCOL,
                                     "the picture has %" G_GSIZE_FORMAT " bytes of pixels instead of %" G_GSIZE_FORMAT,
                                     (gsize) (text.end - text.at), bytes);
        *ret_picture = (TckPicture){.width = (guint) width, .height = (guint) height, .pixels = text.at};
        return TRUE;
}
