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
        TckLayer layer;

        if (tck_layer_of_machine(machine, &layer))
                return tck_case_runs_on(tested, layer) && g_str_equal(boot->name, tck_layer_kind(layer)->boot);
        if (tck_case_layer(tested) >= TCK_LAYER_OTHERS)
                return FALSE;
        if (tck_case_layer(tested) == TCK_LAYER_LIBVIRT)
                return boot == arch->boots && found.domains;
        return !(found.no_dma && tested->vm.vmcoreinfo) && !(found.no_firmware && boot->firmware) &&
               !(found.no_pci && tck_case_needs_pci(tested)) && !(found.no_acpi && tck_case_needs_acpi(tested));
}
