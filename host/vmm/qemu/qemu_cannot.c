/* SPDX-License-Identifier: BSD-2-Clause */
#include "qemu_private.h"

#include <stdlib.h>

#include "machine.h"

gboolean qemu_needs_isa(const TckVmSpec *spec) {
        return spec->device == TCK_DEVICE_ISA || spec->device == TCK_DEVICE_ISA_AND_PCI ||
               spec->device == TCK_DEVICE_TWO_ISA;
}

gboolean qemu_needs_pci(const TckVmSpec *spec) {
        return spec->device == TCK_DEVICE_PCI || spec->device == TCK_DEVICE_ISA_AND_PCI ||
               spec->device == TCK_DEVICE_TWO_PCI;
}

static guint known_events(const TckQemu *qemu, const TckVmSpec *spec) {
        return (qemu_needs_isa(spec) ? qemu->isa_events : ~0u) & (qemu_needs_pci(spec) ? qemu->pci_events : ~0u);
}

static gboolean is_i440fx(const char *machine) {
        return g_str_equal(machine, "pc") || g_str_equal(machine, TCK_MACHINE_OLD) ||
               g_str_has_prefix(machine, "pc-i440fx");
}

static guint cpus_max(const TckQemu *qemu, const char *machine) {
        return GPOINTER_TO_UINT(g_hash_table_lookup(qemu->machines, tck_qemu_machine_type(qemu, machine)));
}

/* NULL if such a VM has firmware that starts the application; otherwise the reason why not. Free with g_free(). */
static char *firmware_cannot(const TckQemu *qemu, const TckVmConfig *config) {
        char *reason;
        const TckFirmwareImage *image =
                tck_firmware_for(qemu->firmware, qemu_full_machine_type(qemu, config->machine), &reason);

        if (!image)
                return reason;
        if (image->device == TCK_FIRMWARE_KERNEL && config->boot == TCK_BOOT_EFI)
                return g_strdup("the firmware itself is loaded as a kernel: boot the application by esp");
        if (config->spec.no_acpi && is_i440fx(config->machine) && tck_firmware_is_edk2(image))
                return g_strdup("OVMF goes by the ACPI timer, which an i440fx machine has not with acpi=off");
        return NULL;
}

char *tck_qemu_cannot(const TckQemu *qemu, const TckVmConfig *config, gboolean *ret_firmware) {
        *ret_firmware = FALSE;
        if (!tck_qemu_has_machine(qemu, config->machine))
                return g_strdup_printf("QEMU %s has no machine type %s", qemu->version_text, config->machine);
        if (config->spec.cpus > cpus_max(qemu, config->machine))
                return g_strdup_printf("machine type %s has no more than %u CPU%s", config->machine,
                                       cpus_max(qemu, config->machine),
                                       cpus_max(qemu, config->machine) == 1 ? "" : "s");
        if (qemu_needs_isa(&config->spec) && !qemu->isa_events)
                return g_strdup_printf("QEMU %s has no pvpanic device", qemu->version_text);
        if (qemu_needs_pci(&config->spec) && !qemu->pci_events)
                return g_strdup_printf("QEMU %s has no pvpanic-pci device", qemu->version_text);
        if (config->spec.events && strtoul(config->spec.events, NULL, 0) & ~(gulong) known_events(qemu, &config->spec))
                return g_strdup_printf("the device of QEMU %s does not know all bits of events=%s", qemu->version_text,
                                       config->spec.events);
        if (!qemu->has_action && (config->spec.shutdown || config->spec.reboot))
                return g_strdup_printf("QEMU %s has no -action", qemu->version_text);
        if (config->spec.vmcoreinfo && !qemu->has_vmcoreinfo)
                return g_strdup_printf("QEMU %s has no vmcoreinfo device", qemu->version_text);
        if (config->spec.panic && !qemu->has_action)
                return g_strdup_printf("QEMU %s has no -action panic=%s", qemu->version_text, config->spec.panic);
        *ret_firmware = TRUE;
        return tck_boot_needs_firmware(config->boot) ? firmware_cannot(qemu, config) : NULL;
}
