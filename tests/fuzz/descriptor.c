/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a firmware descriptor: it is refused with a reason, or its texts can be shown. */
#include "descriptor.h"

#include "fuzz.h"

static void check(const TckDescriptor *descriptor) {
        static const char *const machines[] = {"pc-i440fx-7.2", "pc-q35-7.2", "microvm", ""};
        const TckFirmwareImage *image = &descriptor->image;
        g_autofree char *features = tck_descriptor_features(descriptor), *targets = tck_descriptor_targets(descriptor);
        g_autofree char *cannot = tck_descriptor_cannot(descriptor, "x86_64");

        assert_shown(descriptor->description);
        assert_shown(features);
        assert_shown(targets);
        assert(*targets && image->device <= TCK_FIRMWARE_KERNEL);
        assert(g_path_is_absolute(image->code.path));
        assert(!image->variables.path || (image->device == TCK_FIRMWARE_FLASH && !image->combined));
        for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
                g_autofree char *here = tck_descriptor_cannot_on(descriptor, "x86_64", machines[i]);

                assert(!cannot || here);
                if (here)
                        assert_shown(here);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *text = g_strndup((const char *) data, size);
        GError *error = NULL;
        g_autoptr(TckDescriptor) descriptor = tck_descriptor_parse("/f/50-fuzz.json", text, strlen(text), &error);

        assert_told(descriptor != NULL, error);
        if (descriptor)
                check(descriptor);
        return 0;
}
