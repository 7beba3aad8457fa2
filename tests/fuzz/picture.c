/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a picture that a hypervisor or libvirt made: a PPM becomes a PNG that is accepted; anything else is refused with a reason. */
#include "picture.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        /* On the heap, exactly as long: a byte too many that is read is found. */
        g_autofree uint8_t *copy = g_memdup2(data, size);
        g_autoptr(GByteArray) png = NULL;
        GError *error = NULL;
        TckPicture picture;
        gboolean good = tck_picture_read_ppm(copy, size, &picture, &error);

        assert_told(good, error);
        error = NULL;
        if (good) {
                assert(picture.pixels > copy && picture.width && picture.height);
                assert(picture.pixels + 3 * (size_t) picture.width * picture.height == copy + size);
                png = tck_picture_to_png(&picture);
                assert(tck_png_check(png->data, png->len, NULL));
        }
        good = tck_png_check(copy, size, &error);
        assert_told(good, error);
        return 0;
}
