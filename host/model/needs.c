/* SPDX-License-Identifier: BSD-2-Clause */
#include "case.h"
#include "channel.h"
#include "pvpanic.h"

char *tck_bits_text(guint bits) {
        static const struct {
                guint bit;
                const char *name;
        } names[] = {
                {PVPANIC_PANICKED, "PANICKED"}, {PVPANIC_CRASH_LOADED, "CRASH_LOADED"}, {PVPANIC_SHUTDOWN, "SHUTDOWN"}};
        GString *text = g_string_new(NULL);

        for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
                if (bits & names[i].bit)
                        g_string_append_printf(text, "%s%s", text->len ? " and " : "", names[i].name);
        return g_string_free(text, FALSE);
}

G_GNUC_PRINTF(2, 3) static void add(GString *text, const char *format, ...) {
        va_list list;

        g_string_append(text, text->len ? ", " : "");
        va_start(list, format);
        g_string_append_vprintf(text, format, list);
        va_end(list);
}

static void add_text(GString *text, const char *what, const char *value) {
        if (value)
                add(text, "%s%s", what, value);
}

static void add_flag(GString *text, const char *what, gboolean value) {
        if (value)
                add(text, "%s", what);
}

/* The needs of a case's VM that the default VM does not meet. */
static void add_vm(GString *text, const TckVmSpec *spec, gboolean any_channel) {
        const char *device;

        add_flag(text, "any channel", any_channel);
        for (guint i = 0; !any_channel && (device = tck_vm_spec_device(spec, i)); i++)
                add(text, "%s %s", tck_find_channel(device)->always ? "channel" : "device", device);
        add_text(text, "events=", spec->events);
        add_text(text, "CPU ", spec->cpu);
        if (spec->cpus > 1)
                add(text, "%u CPUs", spec->cpus);
        add_flag(text, "device vmcoreinfo", spec->vmcoreinfo);
        add_flag(text, "nothing to boot", spec->no_medium);
        add_text(text, "-action panic=", spec->panic);
        add_text(text, "-action shutdown=", spec->shutdown);
        add_text(text, "-action reboot=", spec->reboot);
}

static void add_domain(GString *text, const TckDomainSpec *spec) {
        for (gsize i = 0; i < TCK_PANIC_DEVICES_MAX && spec->panic[i].model; i++)
                add(text, "panic model %s",
                    g_str_equal(spec->panic[i].model, TCK_USUAL_MODEL) ? "of the architecture"
                    : *spec->panic[i].model                            ? spec->panic[i].model
                                                                       : "by default");
        add_text(text, "on_crash ", spec->on_crash);
        add_text(text, "hyperv ", spec->hyperv);
        add_text(text, "hyperv mode ", spec->hyperv_mode);
        add_flag(text, "hypervclock", spec->hypervclock);
        add_flag(text, "KVM", spec->kvm);
        add_flag(text, "libvirt_iohelper", tck_domain_spec_saves(spec));
        add_flag(text, "a daemon", spec->daemon);
        add_flag(text, "a daemon of the kit's own", spec->own_daemon || spec->config || spec->small_disk);
        add_flag(text, "a small file system", spec->small_disk);
}

static void add_needs(GString *text, const TckCase *tested) {
        const TckNeeds *needs = &tested->needs;
        g_autofree char *bits = tck_bits_text(needs->bits);

        add_text(text, "guests of ", needs->arch);
        add_flag(text, "PCI", tck_case_needs_pci(tested));
        add_flag(text, "ACPI", tck_case_needs_acpi(tested));
        add_flag(text, "files in fw_cfg", needs->fw_cfg);
        add_flag(text, "I/O ports", needs->ports);
        add_flag(text, "firmware", needs->firmware);
        add_flag(text, "a device tree", needs->device_tree);
        add_text(text, "bits ", *bits ? bits : NULL);
        add_text(text, "command ", needs->command);
        add_flag(text, "a KVM with Hyper-V's interface", needs->hyperv);
        add_flag(text, "a kernel that has what the CPU is asked for", needs->kernel != NULL);
        add_text(text, "cores of format ", needs->core);
        add_text(text, "since ", needs->since);
        add_text(text, "before ", needs->before);
        add_text(text, "capability model ", needs->model);
        add_text(text, "no capability model ", needs->lacks);
        add_flag(text, "hooks", needs->hooks);
        add_flag(text, "virsh", needs->virsh);
        add_flag(text, "virt-xml-validate", needs->validator);
        add_flag(text, "the domain's log", needs->log);
        add_flag(text, "libvirt's cores", needs->cores);
        add_flag(text, "its own device", needs->own_device);
        add_flag(text, "an untouched VM", needs->untouched);
}

char *tck_case_needs_text(const TckCase *tested) {
        GString *text = g_string_new(tck_layer_name(tck_case_layer(tested)));

        if (tested->anywhere)
                g_string_append(text, " or another hypervisor");
        if (tested->domain)
                add_domain(text, tested->domain);
        else
                add_vm(text, &tested->vm, tested->any_channel && !tested->vm.devices[0]);
        add_needs(text, tested);
        return g_string_free(text, FALSE);
}
