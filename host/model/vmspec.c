/* SPDX-License-Identifier: BSD-2-Clause */
#include "vmspec.h"

guint tck_vm_config_memory(const TckVmConfig *config) {
        guint usual = config->boot->firmware ? 64 : 16;

        return config->boot->memory ? config->boot->memory : usual;
}

const char *tck_vm_spec_device(const TckVmSpec *spec, guint number) {
        const char *named = number < TCK_DEVICES_MAX ? spec->devices[number] : NULL;

        if (!spec->devices[0] && number == 0)
                return "isa";
        return named && !g_str_equal(named, TCK_NO_DEVICE) ? named : NULL;
}

gboolean tck_vm_spec_has(const TckVmSpec *spec, const char *channel) {
        for (guint i = 0; i < TCK_DEVICES_MAX; i++)
                if (g_strcmp0(tck_vm_spec_device(spec, i), channel) == 0)
                        return TRUE;
        return FALSE;
}

/* "-pci", "-isa-and-pci", "-two-pci", "-none"; nothing for the default device. */
static void add_devices(GString *name, const TckVmSpec *spec) {
        const char *first = spec->devices[0], *second = spec->devices[1];

        if (!first)
                return;
        if (second && g_str_equal(first, second))
                g_string_append_printf(name, "-two-%s", first);
        else
                g_string_append_printf(name, "-%s%s%s", first, second ? "-and-" : "", second ? second : "");
}

enum { CPU_NAME_MAX = 120 };

/* "-hv-relaxed-hv-spinlocks-64": commas and equals signs become hyphens for a file's name. A long list is cut, and a hash of it is added. */
static void add_cpu(GString *name, const char *cpu) {
        g_auto(GStrv) properties = g_strsplit(cpu ? cpu : "", ",", -1);
        gsize before = name->len;

        for (char **property = properties; *property; property++) {
                g_auto(GStrv) parts = g_strsplit(*property, "=", 2);

                g_string_append_printf(name, "-%s", parts[0]);
                if (parts[1] && !g_str_equal(parts[1], "on"))
                        g_string_append_printf(name, "-%s", parts[1]);
        }
        if (name->len - before <= CPU_NAME_MAX)
                return;
        g_string_truncate(name, before + CPU_NAME_MAX - 9);
        g_string_append_printf(name, "-%08x", g_str_hash(cpu));
}

static void add(GString *name, const char *what, const char *value) {
        if (value)
                g_string_append_printf(name, "-%s-%s", what, value);
}

static GString *hardware(const TckVmConfig *config) {
        GString *name = g_string_new(NULL);

        if (config->arch)
                g_string_append_printf(name, "%s-", config->arch);
        g_string_append_printf(name, "%s-%s", config->machine, config->boot->name);
        if (config->spec.kvm)
                g_string_append(name, "-kvm");
        add_devices(name, &config->spec);
        add_cpu(name, config->spec.cpu);
        if (config->spec.cpus > 1)
                g_string_append_printf(name, "-cpus-%u", config->spec.cpus);
        if (config->spec.no_acpi)
                g_string_append(name, "-no-acpi");
        if (config->spec.vmcoreinfo)
                g_string_append(name, "-vmcoreinfo");
        if (config->spec.no_medium)
                g_string_append(name, "-no-medium");
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

/* ---- domains ---- */

gboolean tck_domain_spec_saves(const TckDomainSpec *spec) {
        return spec->saves || (spec->on_crash && g_str_has_prefix(spec->on_crash, "coredump"));
}
