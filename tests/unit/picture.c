/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading PPM, and writing and checking PNG. What is written is decoded here again, by inflating its data. */
#include "picture.h"

#include <gio/gio.h>

#include "common.h"

/* ---- PPM ---- */

static gboolean read_ppm(const char *text, gsize length, TckPicture *picture, GError **error) {
        return tck_picture_read_ppm((const guint8 *) text, length, picture, error);
}

static void test_ppm(void) {
        static const struct {
                const char *text;
                gsize length;
                guint width, height;
        } good[] = {
#define PPM(text, width, height) {text, sizeof text - 1, width, height}
                PPM("P6\n2 1\n255\nabcdef", 2, 1),
                PPM("P6 1\t2\r\n255 abcdef", 1, 2),
                PPM("P6\n# by hand\n2 #two\n1\n255\nabcdef", 2, 1),
                PPM("P6#\n 002 1 255\n\n\n#\0\0\xff", 2, 1),
#undef PPM
        };

        for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
                TckPicture picture;
                GError *error = NULL;

                read_ppm(good[i].text, good[i].length, &picture, &error);
                g_assert_no_error(error);
                g_assert_cmpuint(picture.width, ==, good[i].width);
                g_assert_cmpuint(picture.height, ==, good[i].height);
                g_assert_true((const char *) picture.pixels == good[i].text + good[i].length - 6);
        }
}

static void test_nothing(void) {
        GError *error = NULL;
        TckPicture picture;

        g_assert_false(tck_picture_read_ppm(NULL, 0, &picture, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "not a PPM");
        g_assert_false(tck_png_check(NULL, 0, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "not a PNG");
}

static void test_wrong_ppm(void) {
        static const struct {
                const char *text, *why;
        } wrong[] = {
                {"", "not a PPM"},
                {"P", "not a PPM"},
                {"P3\n2 1\n255\nabcdef", "not a PPM"},
                {"P62 1 255 abcdef", "wrong header"},
                {"P6\n", "wrong header"},
                {"P6\n2", "wrong header"},
                {"P6\n2 1\n255", "wrong header"},
                {"P6\n2,1\n255\nabcdef", "wrong header"},
                {"P6\n-2 1\n255\nabcdef", "wrong header"},
                {"P6\n0 1\n255\n", "wrong header"},
                {"P6\n1 0\n255\n", "wrong header"},
                {"P6\n2 1\n255#\nabcdef", "wrong header"},
                {"P6\n2 1 # 255\nabcdef", "wrong header"},
                {"P6\n16777217 1\n255\n", "wrong header"},
                {"P6\n18446744073709551618 1\n255\nabcdef", "wrong header"},
                {"P6\n2 1\n65535\nabcdefabcdef", "8 bits"},
                {"P6\n2 1\n1\nabcdef", "8 bits"},
                {"P6\n4097 4096\n255\n", "4097 × 4096 pixels"},
                {"P6\n16777216 16777216\n255\n", "pixels"},
                {"P6\n2 1\n255\nabcde", "5 bytes of pixels instead of 6"},
                {"P6\n2 1\n255\nabcdefg", "7 bytes of pixels instead of 6"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
                TckPicture picture;
                GError *error = NULL;

                g_assert_false(read_ppm(wrong[i].text, strlen(wrong[i].text), &picture, &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, wrong[i].why);
        }
}

/* ---- PNG ---- */

/* A picture of the smallest kind, from the specification's rules; the sums are zlib's. */
static const guint8 dot[] = {
        0x89, 'P',  'N',  'G', '\r', '\n', 0x1a, '\n', 0,    0,    0,    13,   'I',  'H',  'D',  'R', 0, 0,
        0,    1,    0,    0,   0,    1,    8,    2,    0,    0,    0,    0x90, 0x77, 0x53, 0xde, 0,   0, 0,
        12,   'I',  'D',  'A', 'T',  0x78, 0xda, 0x63, 0xf8, 0xcf, 0xc0, 0,    0,    3,    1,    1,   0, 0xf7,
        0x03, 0x41, 0x43, 0,   0,    0,    0,    'I',  'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82,
};

static void test_check(void) {
        GError *error = NULL;

        tck_png_check(dot, sizeof dot, &error);
        g_assert_no_error(error);
}

/* Each bit of it is covered by the signature, a length, a type or a sum. */
static void test_damage(void) {
        for (gsize i = 0; i < 8 * sizeof dot; i++) {
                guint8 copy[sizeof dot];
                GError *error = NULL;

                memcpy(copy, dot, sizeof dot);
                copy[i / 8] ^= (guint8) (1 << i % 8);
                g_assert_false(tck_png_check(copy, sizeof copy, &error));
                g_assert_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL);
                g_clear_error(&error);
        }
}

static void test_cut(void) {
        for (gsize length = 0; length < sizeof dot; length++) {
                g_autofree guint8 *copy = g_memdup2(dot, length);
                GError *error = NULL;

                g_assert_false(tck_png_check(copy, length, &error));
                g_assert_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL);
                g_assert_nonnull(strstr(error->message, length < 8 ? "not a PNG" : "damaged"));
                g_clear_error(&error);
        }
}

static void test_wrong_png(void) {
        g_autofree guint8 *more = g_malloc0(sizeof dot + 1);
        GError *error = NULL;

        memcpy(more, dot, sizeof dot);
        g_assert_false(tck_png_check(more, sizeof dot + 1, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "more after it");
        /* Without its header. */
        memmove(more + 8, dot + 33, sizeof dot - 33);
        g_assert_false(tck_png_check(more, sizeof dot - 25, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "without a header");
}

static guint32 number_at(const GByteArray *png, guint place) {
        g_assert_cmpuint(place + 4, <=, png->len);
        return (guint32) png->data[place] << 24 | (guint32) png->data[place + 1] << 16 |
               (guint32) png->data[place + 2] << 8 | png->data[place + 3];
}

static void write_and_inflate(guint width, guint height) {
        const gsize line = (gsize) width * 3;
        g_autofree guint8 *pixels = g_malloc(line * height), *lines = g_malloc((line + 1) * height + 1);
        const TckPicture picture = {.width = width, .height = height, .pixels = pixels};
        g_autoptr(GZlibDecompressor) zlib = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
        g_autoptr(GByteArray) png = NULL;
        GError *error = NULL;
        gsize taken, made;
        guint data;

        for (gsize i = 0; i < line * height; i++)
                pixels[i] = (guint8) g_test_rand_int();
        png = tck_picture_to_png(&picture);
        tck_png_check(png->data, png->len, &error);
        g_assert_no_error(error);
        g_assert_cmpint(memcmp(png->data, dot, 16), ==, 0);
        g_assert_cmpuint(number_at(png, 16), ==, width);
        g_assert_cmpuint(number_at(png, 20), ==, height);
        g_assert_cmpint(memcmp(png->data + 24, dot + 24, 5), ==, 0);
        g_assert_cmpint(memcmp(png->data + 37, "IDAT", 4), ==, 0);
        data = number_at(png, 33);
        g_assert_cmpuint(41 + data + 4 + 12, ==, png->len);
        g_assert_cmpint(g_converter_convert(G_CONVERTER(zlib), png->data + 41, data, lines, (line + 1) * height + 1,
                                            G_CONVERTER_INPUT_AT_END, &taken, &made, &error),
                        ==, G_CONVERTER_FINISHED);
        g_assert_cmpuint(made, ==, (line + 1) * height);
        for (guint y = 0; y < height; y++) {
                g_assert_cmpuint(lines[y * (line + 1)], ==, 0);
                g_assert_cmpint(memcmp(lines + y * (line + 1) + 1, pixels + y * line, line), ==, 0);
        }
}

static void test_write(void) {
        static const guint sizes[][2] = {{1, 1}, {2, 3}, {1, 500}, {500, 1}, {640, 480}};

        for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++)
                write_and_inflate(sizes[i][0], sizes[i][1]);
}

/* Even noise, which cannot be compressed, gives a PNG of which as much is accepted from others. */
static void test_largest(void) {
        g_autofree guint8 *pixels = g_malloc(3 * TCK_PICTURE_PIXELS_MAX);
        const TckPicture picture = {.width = 4096, .height = TCK_PICTURE_PIXELS_MAX / 4096, .pixels = pixels};
        g_autoptr(GByteArray) png = NULL;
        guint32 noise = 1;

        for (gsize i = 0; i < 3 * TCK_PICTURE_PIXELS_MAX; i++)
                pixels[i] = (guint8) ((noise = noise * 1664525 + 1013904223) >> 24);
        png = tck_picture_to_png(&picture);
        g_assert_cmpuint(png->len, >, 3 * TCK_PICTURE_PIXELS_MAX);
        g_assert_cmpuint(png->len, <=, TCK_PNG_BYTES_MAX);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/picture/ppm", test_ppm);
        g_test_add_func("/picture/ppm-wrong", test_wrong_ppm);
        g_test_add_func("/picture/nothing", test_nothing);
        g_test_add_func("/picture/png", test_check);
        g_test_add_func("/picture/png-damaged", test_damage);
        g_test_add_func("/picture/png-cut", test_cut);
        g_test_add_func("/picture/png-wrong", test_wrong_png);
        g_test_add_func("/picture/write", test_write);
        g_test_add_func("/picture/largest", test_largest);
        return g_test_run();
}
