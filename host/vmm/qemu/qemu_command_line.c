/* SPDX-License-Identifier: BSD-2-Clause */
#include "qemu.h"

#include "channel.h"
#include "program.h"

/* In an option's value, a comma is doubled. */
static char *escape_commas(const char *text) {
        g_auto(GStrv) parts = g_strsplit(text, ",", -1);

        return g_strjoinv(",,", parts);
}

/* A writable chip is a temporary copy that QEMU makes and removes (snapshot=on). */
static void add_flash(GPtrArray *argv, guint unit, const TckFirmwareFile *file, gboolean writable) {
        g_autofree char *path = escape_commas(file->path);

        tck_argv_add_option(argv, "-drive", "if=pflash,unit=%u,format=%s,%s=on,file=%s", unit, file->format,
                            writable ? "snapshot" : "readonly", path);
}

static void add_firmware(GPtrArray *argv, const TckFirmwareImage *image) {
        if (image->device == TCK_FIRMWARE_BIOS)
                tck_argv_add_option(argv, "-bios", "%s", image->code.path);
        if (image->device == TCK_FIRMWARE_KERNEL)
                tck_argv_add_option(argv, "-kernel", "%s", image->code.path);
        if (image->device == TCK_FIRMWARE_FLASH)
                add_flash(argv, 0, &image->code, image->combined);
        if (image->variables.path)
                add_flash(argv, 1, &image->variables, TRUE);
        if (image->secure)
                tck_argv_add_option(argv, "-global", "driver=cfi.pflash01,property=secure,value=on");
}

static void add_medium(GPtrArray *argv, const TckQemu *qemu, const TckBoot *boot) {
        g_autofree char *path = tck_qemu_image(qemu, boot);
        g_autofree char *escaped = escape_commas(path);

        switch (boot->medium) {
        case TCK_MEDIUM_CD: /* an IDE disk cannot be read-only, a CD is */
                tck_argv_add_option(argv, "-drive", "file=%s,format=raw,readonly=on,media=cdrom", escaped);
                break;
        case TCK_MEDIUM_DISK:
                /* The address is fixed because U-Boot takes any device right after the host bridge for a PC's ISA bridge. */
                tck_argv_add_option(argv, "-drive", "file=%s,format=raw,readonly=on,if=none,id=esp", escaped);
                tck_argv_add_option(argv, "-device", "virtio-blk-pci,drive=esp,addr=0x10");
                break;
        case TCK_MEDIUM_KERNEL:
                tck_argv_add_option(argv, "-kernel", "%s", path);
        }
        /* The probe finds fw_cfg, where there is one, with each boot method; not all have a kernel command line. */
        if (qemu->arch->no_fw_cfg)
                tck_argv_add_option(argv, "-append", "agent");
        else
                tck_argv_add_option(argv, "-fw_cfg", "name=opt/pvpanic-tck/options,string=agent");
}

static void add_actions(GPtrArray *argv, const TckQemu *qemu, const TckVmSpec *spec) {
        if (qemu->has_action)
                tck_argv_add_option(argv, "-action", "panic=%s,shutdown=%s,reboot=%s",
                                    spec->panic ? spec->panic : "pause", spec->shutdown ? spec->shutdown : "poweroff",
                                    spec->reboot ? spec->reboot : "reset");
        if (spec->no_reboot)
                tck_argv_add(argv, "-no-reboot");
        /* -action exists since QEMU 6.0; before that, -no-shutdown requests the pause. */
        if (spec->no_shutdown || !qemu->has_action)
                tck_argv_add(argv, "-no-shutdown");
}

static void add_device(GPtrArray *argv, const TckVmSpec *spec, const TckChannel *channel, gboolean second) {
        g_autoptr(GString) device = g_string_new(channel->device);

        if (spec->events)
                g_string_append_printf(device, ",events=%s", spec->events);
        if (channel->has_port && spec->ioport && !second)
                g_string_append_printf(device, ",ioport=%s", spec->ioport);
        if (channel->second && second)
                g_string_append_printf(device, ",%s", channel->second);
        tck_argv_add_option(argv, "-device", "%s", device->str);
}

static void add_devices(GPtrArray *argv, const TckVmSpec *spec) {
        const char *name, *first = tck_vm_spec_device(spec, 0);

        for (guint i = 0; (name = tck_vm_spec_device(spec, i)); i++)
                if (tck_find_channel(name)->device)
                        add_device(argv, spec, tck_find_channel(name), i > 0 && g_str_equal(name, first));
}

/* NULL if the VM needs no firmware, or none fits (tck_qemu_cannot() tells why). */
static const TckFirmwareImage *firmware_of(const TckQemu *qemu, const TckVmConfig *config) {
        g_autofree char *reason = NULL;

        if (!config->boot->firmware)
                return NULL;
        return tck_firmware_for(qemu->firmware, tck_qemu_full_machine_type(qemu, config->machine), &reason);
}

/* In MiB. SMM reserves a part: with 64 MiB, EDK2 2022.11 does not boot on QEMU 11.1. */
static guint memory_of(const TckVmConfig *config, const TckFirmwareImage *firmware) {
        return MAX(tck_vm_config_memory(config), firmware && firmware->smm ? 128 : 0);
}

/* The user's arguments may set the size of the memory, which the file's would have to equal. */
guint64 tck_qemu_ram_size(const TckQemu *qemu, const TckVmConfig *config) {
        if (!config->boot->firmware || (qemu->arguments && *qemu->arguments))
                return 0;
        return (guint64) memory_of(config, firmware_of(qemu, config)) << 20;
}

static gboolean uses_kvm(const TckQemu *qemu, const TckVmConfig *config) {
        return config->spec.kvm || g_str_equal(qemu->accel, "kvm");
}

/* Adds the properties that the VM and its channels need. They require a model: with KVM the host's, which has all of them. */
static void add_cpu(GPtrArray *argv, const TckQemu *qemu, const TckVmConfig *config) {
        const char *needed = tck_arch_cpu(qemu->arch, tck_qemu_machine_type(qemu, config->machine)), *name;
        g_autoptr(GString) properties = g_string_new(NULL);

        for (guint i = 0; (name = tck_vm_spec_device(&config->spec, i)); i++)
                if (tck_find_channel(name)->cpu)
                        g_string_append_printf(properties, ",%s=on", tck_find_channel(name)->cpu);
        if (config->spec.cpu)
                g_string_append_printf(properties, ",%s", config->spec.cpu);
        if (properties->len)
                tck_argv_add_option(argv, "-cpu", "%s%s", uses_kvm(qemu, config) ? "host" : qemu->arch->plain_cpu,
                                    properties->str);
        else if (needed)
                tck_argv_add_option(argv, "-cpu", "%s", needed);
}

static void add_machine(GPtrArray *argv, const TckQemu *qemu, const TckVmConfig *config,
                        const TckFirmwareImage *firmware, gboolean ram) {
        const char *type = tck_qemu_machine_type(qemu, config->machine),
                   *options = tck_arch_machine_options(qemu->arch, type);
        g_autoptr(GString) machine = g_string_new(type);

        if (options)
                g_string_append_printf(machine, ",%s", options);
        if (config->boot->machine)
                g_string_append_printf(machine, ",%s", config->boot->machine);
        if (config->spec.no_acpi)
                g_string_append(machine, ",acpi=off");
        if (firmware && firmware->smm)
                g_string_append(machine, ",smm=on");
        if (ram)
                g_string_append(machine, ",memory-backend=ram");
        tck_argv_add_option(argv, "-machine", "%s", machine->str);
}

/* Restarted firmware overwrites its own code, and TCG searches the translations of the page at each write: with a smaller translation
 * buffer (in MiB), there are fewer. */
static void add_accel(GPtrArray *argv, const TckQemu *qemu, const TckVmConfig *config) {
        const char *accel = uses_kvm(qemu, config) ? "kvm" : qemu->accel;
        gboolean small = config->boot->firmware && g_str_equal(accel, "tcg");

        tck_argv_add_option(argv, "-accel", "%s%s", accel, small ? ",tb-size=4" : "");
}

GPtrArray *tck_qemu_command_line(const TckQemu *qemu, const TckVmConfig *config, const char *name, TckOrigin origin,
                                 gboolean ram) {
        GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);
        const TckFirmwareImage *firmware = firmware_of(qemu, config);
        guint memory = memory_of(config, firmware);

        tck_argv_add(argv, qemu->program);
        tck_argv_add_option(argv, "-name", "%s", name);
        add_machine(argv, qemu, config, firmware, ram);
        add_cpu(argv, qemu, config);
        add_accel(argv, qemu, config);
        tck_argv_add_option(argv, "-m", "%u", memory);
        if (ram)
                tck_argv_add_option(argv, "-object",
                                    "memory-backend-file,id=ram,size=%uM,mem-path=/proc/self/fd/7,share=%s", memory,
                                    origin == TCK_ORIGIN_SNAPSHOT ? "off" : "on");
        tck_argv_add_option(argv, "-smp", "%u", MAX(config->spec.cpus, 1));
        tck_argv_add(argv, "-nodefaults");
        tck_argv_add_option(argv, "-display", "none");
        tck_argv_add(argv, "-S");
        tck_argv_add_option(argv, "-chardev", "socket,id=qmp,fd=3");
        tck_argv_add_option(argv, "-mon", "chardev=qmp,mode=control");
        tck_argv_add_option(argv, "-chardev", "socket,id=wire,fd=4");
        tck_argv_add_option(argv, "-device", "%s", qemu->arch->wire);
        tck_argv_add_option(argv, "-add-fd", "fd=5,set=1");
        tck_argv_add_option(argv, "-chardev", "file,id=console,path=/dev/fdset/1,append=on");
        if (qemu->arch->console)
                tck_argv_add_option(argv, "-device", "%s", qemu->arch->console);
        else
                tck_argv_add_option(argv, "-serial", "chardev:console");
        tck_argv_add_option(argv, "-chardev", "socket,id=qmp2,fd=6");
        tck_argv_add_option(argv, "-mon", "chardev=qmp2,mode=control");
        add_devices(argv, &config->spec);
        if (config->spec.vmcoreinfo)
                tck_argv_add_option(argv, "-device", "vmcoreinfo");
        add_actions(argv, qemu, &config->spec);
        if (firmware)
                add_firmware(argv, firmware);
        if (!config->spec.no_medium)
                add_medium(argv, qemu, tck_qemu_given_boot(qemu, config));
        if (origin != TCK_ORIGIN_BOOT)
                tck_argv_add_option(argv, "-incoming", "defer");
        for (char **argument = qemu->arguments; argument && *argument; argument++)
                tck_argv_add(argv, *argument);
        g_ptr_array_add(argv, NULL);
        return argv;
}
