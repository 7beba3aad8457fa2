/* SPDX-License-Identifier: BSD-2-Clause */
#include "qemu.h"

#include <stdlib.h>

#include "channel.h"

guint tck_qemu_device_bits(const TckQemu *qemu, const char *channel) {
        return GPOINTER_TO_UINT(g_hash_table_lookup(qemu->events, tck_find_channel(channel)->device));
}

/* Why this QEMU does not have the VM's devices as they are to be; NULL if it does. Free with g_free(). */
static char *devices_cannot(const TckQemu *qemu, const TckVmSpec *spec) {
        const char *name;

        for (guint i = 0; (name = tck_vm_spec_device(spec, i)); i++) {
                const TckChannel *channel = tck_find_channel(name);
                guint events = tck_qemu_device_bits(qemu, name);

                if (!events)
                        return g_strdup_printf("QEMU %s has no %s device", qemu->version_text, channel->device);
                if (spec->events && strtoul(spec->events, NULL, 0) & ~(gulong) events)
                        return g_strdup_printf("the device of QEMU %s does not know all bits of events=%s",
                                               qemu->version_text, spec->events);
        }
        return NULL;
}

static guint cpus_max(const TckQemu *qemu, const char *machine) {
        return GPOINTER_TO_UINT(g_hash_table_lookup(qemu->machines, tck_qemu_machine_type(qemu, machine)));
}

/* NULL if such a VM has firmware that starts the application; otherwise the reason why not. Free with g_free(). */
static char *firmware_cannot(const TckQemu *qemu, const TckVmConfig *config) {
        char *reason;
        const TckFirmwareImage *image =
                tck_firmware_for(qemu->firmware, tck_qemu_full_machine_type(qemu, config->machine), &reason);

        if (!image)
                return reason;
        if (image->device == TCK_FIRMWARE_KERNEL && config->boot->medium == TCK_MEDIUM_KERNEL)
                return g_strdup("the firmware itself is loaded as a kernel: boot the application by esp");
        if (config->spec.no_acpi && tck_firmware_is_edk2(image) &&
            !qemu->arch->edk2_without_acpi(tck_qemu_full_machine_type(qemu, config->machine)))
                return g_strdup("OVMF goes by the ACPI timer, which an i440fx machine does not have with acpi=off");
        return NULL;
}

char *tck_qemu_cannot(const TckQemu *qemu, const TckVmConfig *config, gboolean *ret_firmware) {
        char *missing;

        *ret_firmware = FALSE;
        if (!tck_qemu_has_machine(qemu, config->machine))
                return g_strdup_printf("QEMU %s has no machine type %s", qemu->version_text, config->machine);
        if (config->spec.cpus > cpus_max(qemu, config->machine))
                return g_strdup_printf("machine type %s has no more than %u CPU%s", config->machine,
                                       cpus_max(qemu, config->machine),
                                       cpus_max(qemu, config->machine) == 1 ? "" : "s");
        if ((missing = devices_cannot(qemu, &config->spec)))
                return missing;
        if (!qemu->has_action && (config->spec.shutdown || config->spec.reboot))
                return g_strdup_printf("QEMU %s has no -action", qemu->version_text);
        if (config->spec.vmcoreinfo && !qemu->has_vmcoreinfo)
                return g_strdup_printf("QEMU %s has no vmcoreinfo device", qemu->version_text);
        if (config->spec.panic && !qemu->has_action)
                return g_strdup_printf("QEMU %s has no -action panic=%s", qemu->version_text, config->spec.panic);
        *ret_firmware = TRUE;
        return config->boot->firmware ? firmware_cannot(qemu, config) : NULL;
}
