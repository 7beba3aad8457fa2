/* SPDX-License-Identifier: BSD-2-Clause */
#include "vmspec.h"

static const char *const boot_names[TCK_BOOTS] = {
        [TCK_BOOT_MULTIBOOT] = "multiboot",
        [TCK_BOOT_EFI] = "efi",
        [TCK_BOOT_ISO] = "iso",
        [TCK_BOOT_ESP] = "esp",
};

const char *tck_boot_name(TckBoot boot) {
        return boot_names[boot];
}

gboolean tck_boot_needs_firmware(TckBoot boot) {
        return boot == TCK_BOOT_EFI || boot == TCK_BOOT_ESP;
}

static GString *hardware(const TckVmConfig *config) {
        GString *name = g_string_new(NULL);

        g_string_append_printf(name, "%s-%s", config->machine, tck_boot_name(config->boot));
        if (config->spec.device == TCK_DEVICE_NONE)
                g_string_append(name, "-none");
        if (config->spec.events)
                g_string_append_printf(name, "-events-%s", config->spec.events);
        return name;
}

char *tck_vm_config_hardware(const TckVmConfig *config) {
        return g_string_free(hardware(config), FALSE);
}

char *tck_vm_config_name(const TckVmConfig *config) {
        GString *name = hardware(config);

        if (config->spec.panic)
                g_string_append_printf(name, "-panic-%s", config->spec.panic);
        if (config->spec.no_shutdown)
                g_string_append(name, "-no-shutdown");
        return g_string_free(name, FALSE);
}
