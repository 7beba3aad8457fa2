/* SPDX-License-Identifier: BSD-2-Clause */
/* What the firmware says about how the application was started. */
#include "firmware.h"

static EFI_LOADED_IMAGE *loaded_image(void) {
        EFI_GUID guid = EFI_LOADED_IMAGE_PROTOCOL_GUID;
        EFI_LOADED_IMAGE *loaded;

        if (EFI_ERROR(firmware->BootServices->HandleProtocol(firmware_image, &guid, (void **) &loaded)))
                return NULL;
        return loaded;
}

void firmware_image_place(uint64_t *ret_address, uint64_t *ret_size) {
        const EFI_LOADED_IMAGE *loaded = loaded_image();

        *ret_address = loaded ? (uint64_t) loaded->ImageBase : 0;
        *ret_size = loaded ? loaded->ImageSize : 0;
}

bool firmware_names_us(void) {
        EFI_GUID guid = EFI_SHELL_PARAMETERS_PROTOCOL_GUID;
        void *parameters;

        return !EFI_ERROR(firmware->BootServices->HandleProtocol(firmware_image, &guid, &parameters));
}

bool firmware_read_options(char *ret_words, size_t size) {
        const EFI_LOADED_IMAGE *loaded = loaded_image();
        size_t length = loaded && loaded->LoadOptions ? loaded->LoadOptionsSize / sizeof(CHAR16) : 0;

        ret_words[0] = '\0';
        for (size_t i = 0; i < length; i++) {
                CHAR16 character;

                __builtin_memcpy(&character, (const CHAR16 *) loaded->LoadOptions + i, sizeof(character));
                if (!character)
                        length = i;
                else if (i + 1 == size || character < ' ' || character > '~') {
                        ret_words[0] = '\0';
                        return false;
                } else {
                        ret_words[i] = (char) character;
                        ret_words[i + 1] = '\0';
                }
        }
        return true;
}
