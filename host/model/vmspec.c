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

guint tck_vm_config_memory(const TckVmConfig *config) {
        return tck_boot_needs_firmware(config->boot) ? 64 : 16;
}

static const char *const device_names[TCK_DEVICES] = {
        [TCK_DEVICE_NONE] = "none",       [TCK_DEVICE_PCI] = "pci",         [TCK_DEVICE_ISA_AND_PCI] = "isa-and-pci",
        [TCK_DEVICE_TWO_PCI] = "two-pci", [TCK_DEVICE_TWO_ISA] = "two-isa",
};

static void add(GString *name, const char *what, const char *value) {
        if (value)
                g_string_append_printf(name, "-%s-%s", what, value);
}

static GString *hardware(const TckVmConfig *config) {
        GString *name = g_string_new(NULL);

        g_string_append_printf(name, "%s-%s", config->machine, tck_boot_name(config->boot));
        if (config->spec.device != TCK_DEVICE_ISA)
                g_string_append_printf(name, "-%s", device_names[config->spec.device]);
        if (config->spec.cpus > 1)
                g_string_append_printf(name, "-cpus-%u", config->spec.cpus);
        if (config->spec.no_acpi)
                g_string_append(name, "-no-acpi");
        if (config->spec.vmcoreinfo)
                g_string_append(name, "-vmcoreinfo");
        add(name, "ioport", config->spec.ioport);
        return name;
}

static GString *make(const TckVmConfig *config) {
        GString *name = hardware(config);

        add(name, "events", config->spec.events);
        return name;
}

char *tck_vm_config_hardware(const TckVmConfig *config) {
        return g_string_free(hardware(config), FALSE);
}

char *tck_vm_config_make(const TckVmConfig *config) {
        return g_string_free(make(config), FALSE);
}

char *tck_vm_config_name(const TckVmConfig *config) {
        GString *name = make(config);

        add(name, "panic", config->spec.panic);
        add(name, "shutdown", config->spec.shutdown);
        add(name, "reboot", config->spec.reboot);
        if (config->spec.no_reboot)
                g_string_append(name, "-no-reboot");
        if (config->spec.no_shutdown)
                g_string_append(name, "-no-shutdown");
        return g_string_free(name, FALSE);
}
