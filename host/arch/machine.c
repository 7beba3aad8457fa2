/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine.h"

static TckMachine find_machine(const TckArch *arch, const char *name) {
        const TckMachine *machine = arch->machines;

        while (machine->name && !g_str_equal(machine->name, name))
                machine++;
        return *machine;
}

gboolean tck_machine_concerns(const TckArch *arch, const char *machine, const TckBoot *boot, const TckCase *tested) {
        TckMachine found = find_machine(arch, machine);

        if (tck_case_layer(tested) == TCK_LAYER_LIBVIRT)
                return boot == arch->boots && found.domains;
        return !(found.no_dma && tested->vm.vmcoreinfo) && !(found.no_firmware && boot->firmware) &&
               !(found.no_pci && tck_case_needs_pci(tested)) && !(found.no_acpi && tck_case_needs_acpi(tested));
}
