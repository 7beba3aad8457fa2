/* SPDX-License-Identifier: BSD-2-Clause */
/* Firmware and boot loaders, which begin a boot, and stop if there is nothing to boot: SeaBIOS, EDK2's BdsDxe, GRUB. */
#include "console_reader.h"

enum { STUCK = TCK_FORM_BEGIN | TCK_FORM_END };

static const TckForm forms[] = {
        TCK_LINE("SeaBIOS (version ", TCK_FORM_BOOT),
        TCK_LINE("UEFI firmware (version ", TCK_FORM_BOOT),
        TCK_LINE("No bootable device.", STUCK, .kind = 1),
        TCK_LINE("BdsDxe: No bootable option or device was found.", STUCK, .kind = 1),
        TCK_LINE("error: ", TCK_FORM_HINT,
                 .pattern = "error: (?:file |no such |unknown |disk |you need to load|.* not found)"),
        TCK_LINE("Entering rescue mode...", TCK_FORM_BEGIN, .kind = 1),
        TCK_LINE("grub rescue>", TCK_FORM_MORE | TCK_FORM_END, .kind = 1),
};

TCK_READER(.name = "firmware", TCK_FORMS(forms))
