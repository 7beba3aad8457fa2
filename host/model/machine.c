/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine.h"

gboolean tck_machine_has_pci(const char *machine) {
        return !g_str_equal(machine, "microvm") && !g_str_equal(machine, "isapc");
}

gboolean tck_machine_has_acpi(const char *machine) {
        return !g_str_equal(machine, "isapc");
}

gboolean tck_machine_concerns(const char *machine, const TckBoot *boot, const TckCase *tested) {
        /* The device takes DMA, which fw_cfg had not then. */
        if (tested->vm.vmcoreinfo && g_str_equal(machine, TCK_MACHINE_OLD))
                return FALSE;
        /* OVMF is built for the other two. */
        if (boot->firmware && (g_str_equal(machine, "microvm") || g_str_equal(machine, "isapc")))
                return FALSE;
        if (tck_case_layer(tested) == TCK_LAYER_LIBVIRT)
                return !boot->firmware && boot->medium == TCK_MEDIUM_KERNEL &&
                       (g_str_equal(machine, "pc") || g_str_equal(machine, "q35"));
        return (tck_machine_has_pci(machine) || !tck_case_needs_pci(tested)) &&
               (tck_machine_has_acpi(machine) || !tck_case_needs_acpi(tested));
}
