/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"

#include <string.h>

#include "channel.h"
#include "registry.h"

static GPtrArray *all;

void tck_register_arch(const TckArch *arch) {
        tck_registry_add(&all, arch);
}

const GPtrArray *tck_all_archs(void) {
        return all;
}

const TckArch *tck_find_arch(const char *name) {
        return tck_registry_find(all, name);
}

const TckArch *tck_find_arch_of_core(guint machine) {
        for (guint i = 0; i < all->len; i++) {
                const TckArch *arch = all->pdata[i];

                for (gsize n = 0; n < G_N_ELEMENTS(arch->prstatus); n++)
                        if (arch->prstatus[n].size && arch->prstatus[n].machine == machine)
                                return arch;
        }
        return NULL;
}

/* NULL if it has none of that size. */
static const TckPrstatus *find_prstatus(const TckArch *arch, gsize size) {
        for (gsize i = 0; size && i < G_N_ELEMENTS(arch->prstatus); i++)
                if (arch->prstatus[i].size == size)
                        return &arch->prstatus[i];
        return NULL;
}

const TckArch *tck_find_arch_of_kdump(const char *machine, gboolean big_endian, gsize prstatus) {
        for (guint i = 0; i < all->len; i++) {
                const TckArch *arch = all->pdata[i];

                if (arch->big_endian == big_endian &&
                    (g_ascii_strcasecmp(arch->name, machine) == 0 || find_prstatus(arch, prstatus)))
                        return arch;
        }
        return NULL;
}

/* ---- what libkdumpfile calls them ---- */

typedef struct {
        const char *library, *uname; /* NULL: any */
        guint machine;               /* 0: any */
        gboolean big_endian;
        gsize size; /* 0: any; otherwise in that byte order */
} Wanted;

static gboolean has_uname(const TckPrstatus *form, const char *uname) {
        for (gsize i = 0; form->unames && form->unames[i]; i++)
                if (g_ascii_strcasecmp(form->unames[i], uname) == 0)
                        return TRUE;
        return FALSE;
}

static gboolean is_wanted(const TckArch *arch, const TckPrstatus *form, const Wanted *wanted) {
        return form->library && (!wanted->library || g_str_equal(form->library, wanted->library)) &&
               (!wanted->uname || has_uname(form, wanted->uname)) &&
               (!wanted->machine || form->machine == wanted->machine) &&
               (!wanted->size ||
                (form->size == wanted->size && (form->either_order || arch->big_endian == wanted->big_endian)));
}

static const TckPrstatus *find_library(const Wanted *wanted) {
        for (guint i = 0; i < all->len; i++) {
                const TckArch *arch = all->pdata[i];

                for (gsize n = 0; n < G_N_ELEMENTS(arch->prstatus); n++)
                        if (is_wanted(arch, &arch->prstatus[n], wanted))
                                return &arch->prstatus[n];
        }
        return NULL;
}

const TckPrstatus *tck_find_library_of_core(guint machine) {
        return machine ? find_library(&(Wanted){.machine = machine}) : NULL;
}

/* Current versions of QEMU write "Unknown" as the machine. */
const TckPrstatus *tck_find_library_of_kdump(const char *machine, gboolean big_endian, gsize prstatus) {
        if (!g_str_equal(machine, "Unknown"))
                return find_library(&(Wanted){.uname = machine});
        return prstatus ? find_library(&(Wanted){.big_endian = big_endian, .size = prstatus}) : NULL;
}

const TckPrstatus *tck_find_library(const char *name) {
        return find_library(&(Wanted){.library = name});
}

gboolean tck_target_has_registers(const char *target) {
        for (guint i = 0; i < all->len; i++) {
                const TckArch *arch = all->pdata[i];

                if (arch->read_registers && g_strv_contains(arch->targets, target))
                        return TRUE;
        }
        return FALSE;
}

const TckArch *tck_default_arch(void) {
        return tck_find_arch("x86_64");
}

const TckBoot *tck_arch_boot(const TckArch *arch, const char *name) {
        for (const TckBoot *boot = arch->boots; boot->name; boot++)
                if (g_str_equal(boot->name, name))
                        return boot;
        return NULL;
}

TckVmConfig tck_arch_vm(const TckArch *arch, const char *machine, const TckBoot *boot) {
        gboolean usual = g_str_equal(arch->name, tck_default_arch()->name);

        return (TckVmConfig){.arch = usual ? NULL : arch->name, .machine = machine, .boot = boot};
}

const TckArch *tck_arch_of_vm(const TckVmConfig *config) {
        return config->arch ? tck_find_arch(config->arch) : tck_default_arch();
}

const char *tck_arch_machine_options(const TckArch *arch, const char *type) {
        return arch->machine_options ? arch->machine_options(type) : NULL;
}

const char *tck_arch_cpu(const TckArch *arch, const char *type) {
        return arch->cpu ? arch->cpu(type) : NULL;
}

guint tck_arch_machine_version(const TckArch *arch, const char *name) {
        return arch->machine_version ? arch->machine_version(name) : 0;
}

gboolean tck_arch_has_channel(const TckArch *arch, const char *channel) {
        return arch->channels && g_strv_contains(arch->channels, channel);
}

gboolean tck_register_value(const char *text, const char *end, const char *name, guint base, guint64 *ret_value) {
        const char *at = g_strstr_len(text, end - text, name);

        if (!at)
                return FALSE;
        *ret_value = g_ascii_strtoull(at + strlen(name), NULL, base);
        return TRUE;
}

/* An unsigned number of so many bytes. */
static guint64 number(const guint8 *bytes, gsize size, gboolean big_endian) {
        guint64 value = 0;

        for (gsize i = 0; i < size; i++)
                value = value << 8 | bytes[big_endian ? i : size - 1 - i];
        return value;
}

gboolean tck_arch_read_prstatus(const TckArch *arch, const guint8 *note, gsize size, TckRegisters *ret_registers) {
        const TckPrstatus *form = find_prstatus(arch, size);

        if (!form)
                return FALSE;
        ret_registers->ip = number(note + form->ip, form->word, arch->big_endian);
        ret_registers->sp = number(note + form->sp, form->word, arch->big_endian);
        ret_registers->frames = form->frame ? &form->frames : NULL;
        ret_registers->frame = form->frame ? number(note + form->frame, form->word, arch->big_endian) : 0;
        ret_registers->link = form->link ? number(note + form->link, form->word, arch->big_endian) : 0;
        ret_registers->status = form->status ? number(note + form->status, form->word, arch->big_endian) : 0;
        return TRUE;
}

/* ---- which cases concern a machine type ---- */

/* Whether a VM of the architecture can be as the case wants it. One without any device is one whose usual device was left out. */
static gboolean has_channels_of(const TckArch *arch, const TckCase *tested) {
        const TckVmSpec *spec = &tested->vm;
        const char *name;

        if (tested->any_channel && !spec->devices[0])
                return arch->channels != NULL;
        for (guint i = 0; (name = tck_vm_spec_device(spec, i)); i++)
                if (!tck_arch_has_channel(arch, name))
                        return FALSE;
        return tck_vm_spec_device(spec, 0) || (arch->channels && tck_find_channel(arch->channels[0])->device);
}

const char *tck_arch_panic_model(const TckArch *arch, const TckPanicDevice *device) {
        return g_str_equal(device->model, TCK_USUAL_MODEL) ? arch->domains.usual : device->model;
}

/* Whether libvirt's domains with guests of the architecture can be as the case wants its own. One without panic devices, or with one of no
 * model, is for the default architecture, unless the case says otherwise. */
static gboolean has_models_of(const TckArch *arch, const TckCase *tested) {
        const TckPanicDevice *devices = tested->domain->panic;

        if (!arch->domains.usual)
                return FALSE;
        if (tested->needs.arch || tck_case_any_channel(tested))
                return TRUE;
        for (guint i = 0; i < TCK_PANIC_DEVICES_MAX && devices[i].model; i++)
                if (*devices[i].model && !g_strv_contains(arch->domains.models, devices[i].model))
                        return FALSE;
        return (devices[0].model && *devices[0].model) || g_str_equal(arch->name, tck_default_arch()->name);
}

void tck_arch_choose_channel(const TckArch *arch, const TckCase *tested, TckVmSpec *spec) {
        if (tck_case_any_channel(tested) && !spec->devices[0] && arch->channels &&
            !tck_vm_spec_has(spec, arch->channels[0]))
                spec->devices[0] = arch->channels[0];
}

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
        if (tested->needs.arch && !g_str_equal(tested->needs.arch, arch->name))
                return FALSE;
        if (tck_case_layer(tested) == TCK_LAYER_LIBVIRT)
                return boot == arch->boots && found.domains && has_models_of(arch, tested);
        if (!has_channels_of(arch, tested) || (tested->needs.core && !arch->prstatus->size))
                return FALSE;
        if (tested->needs.hyperv && boot != arch->boots)
                return FALSE;
        if (tested->needs.fw_cfg && arch->no_fw_cfg)
                return FALSE;
        if (tested->needs.ports && !tck_arch_has_channel(arch, "isa"))
                return FALSE;
        if (found.bare && !boot->firmware ? tested->needs.firmware || tck_case_needs_acpi(tested)
                                          : tested->needs.device_tree)
                return FALSE;
        return !(found.no_dma && tested->vm.vmcoreinfo) && !(found.no_firmware && boot->firmware) &&
               !(found.no_pci && tck_case_needs_pci(tested)) && !(found.no_acpi && tck_case_needs_acpi(tested));
}
