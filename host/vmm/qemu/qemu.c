/* SPDX-License-Identifier: BSD-2-Clause */
#include "qemu.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error.h"
#include "firmware.h"
#include "images.h"
#include "json.h"
#include "machine.h"
#include "pvpanic.h"

struct TckQemu {
        char *program;
        TckFirmware *firmware;
        char *accel;
        char *guests;
        GStrv arguments; /* NULL if there are none */
        guint version;
        char *version_text;
        char *architecture;
        GHashTable *machines;         /* name, an alias too → how many CPUs it can have */
        GHashTable *aliases;          /* alias → name */
        char *old;                    /* the oldest of the versioned PCs, NULL if there is none */
        guint isa_events, pci_events; /* the bits that the devices know, 0 without the device */
        gboolean has_action;          /* -action, since 6.0 */
        gboolean has_vmcoreinfo;
};

void tck_qemu_free(TckQemu *qemu) {
        if (!qemu)
                return;
        g_free(qemu->program);
        tck_firmware_free(qemu->firmware);
        g_free(qemu->accel);
        g_free(qemu->guests);
        g_strfreev(qemu->arguments);
        g_free(qemu->version_text);
        g_free(qemu->architecture);
        g_free(qemu->old);
        g_clear_pointer(&qemu->aliases, g_hash_table_unref);
        g_clear_pointer(&qemu->machines, g_hash_table_unref);
        g_free(qemu);
}

const char *tck_qemu_version_text(const TckQemu *qemu) {
        return qemu->version_text;
}

guint tck_qemu_version(const TckQemu *qemu) {
        return qemu->version;
}

const char *tck_qemu_program(const TckQemu *qemu) {
        return qemu->program;
}

const char *tck_qemu_accel(const TckQemu *qemu) {
        return qemu->accel;
}

const char *tck_qemu_architecture(const TckQemu *qemu) {
        return qemu->architecture;
}

const char *tck_qemu_machine_type(const TckQemu *qemu, const char *machine) {
        return g_str_equal(machine, TCK_MACHINE_OLD) ? qemu->old : machine;
}

char *tck_qemu_symbols_file(const TckQemu *qemu, TckBoot boot) {
        return g_build_filename(qemu->guests,
                                tck_boot_needs_firmware(boot) ? "pvpanic-tck.efi.debug" : "pvpanic-tck.debug", NULL);
}

gboolean tck_qemu_has_machine(const TckQemu *qemu, const char *machine) {
        const char *type = tck_qemu_machine_type(qemu, machine);

        return type && g_hash_table_contains(qemu->machines, type);
}

/* ---- what this QEMU can do ---- */

/* The answer to a command that gives a list. Free with json_node_unref(). */
static JsonNode *ask_for_list(Qmp *qmp, const char *command, JsonObject *arguments, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) answer = qmp_execute(qmp, command, arguments, deadline, error);

        if (!answer || JSON_NODE_HOLDS_ARRAY(answer))
                return g_steal_pointer(&answer);
        g_set_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL, "%s was not answered with a list", command);
        return NULL;
}

/* The object of a list, each with a member `key`, in which that member is `value`. Borrowed from the list; NULL if it is not
 * there. */
static JsonObject *find_by(JsonNode *list, const char *key, const char *value) {
        JsonArray *array = json_node_get_array(list);

        for (guint i = 0; i < json_array_get_length(array); i++) {
                JsonNode *node = json_array_get_element(array, i);
                JsonObject *object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;

                if (g_strcmp0(tck_json_string(object, key), value) == 0)
                        return object;
        }
        return NULL;
}

/* The properties of a device type, NULL if there is no such device. FALSE if QEMU does not tell: that is no absence. */
static gboolean list_properties(Qmp *qmp, const char *type, JsonNode **ret_list, gint64 deadline, GError **error) {
        g_autoptr(GError) local = NULL;

        *ret_list = ask_for_list(qmp, "device-list-properties", qmp_strings("typename", type, NULL), deadline, &local);
        if (*ret_list || g_error_matches(local, TCK_ERROR, TCK_ERROR_ABSENT))
                return TRUE;
        g_propagate_prefixed_error(error, g_steal_pointer(&local), "asking for the properties of %s: ", type);
        return FALSE;
}

/* The bits that a device of that type knows: the default of its property `events`, which QEMU 5.2 and later have. 0 if there
 * is no such device. */
static gboolean learn_events(Qmp *qmp, const char *type, guint *ret_bits, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) properties = NULL;
        JsonObject *events;
        gint64 bits = 0;

        if (!list_properties(qmp, type, &properties, deadline, error))
                return FALSE;
        events = properties ? find_by(properties, "name", "events") : NULL;
        if (properties)
                bits = events ? tck_json_int(events, "default-value", 0) : PVPANIC_PANICKED;
        if (properties && (bits < 1 || bits > 0xff)) {
                g_set_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL, "the property events of %s has no usable default",
                            type);
                return FALSE;
        }
        *ret_bits = (guint) bits;
        return TRUE;
}

static gboolean learn_action(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) options = ask_for_list(qmp, "query-command-line-options", NULL, deadline, error);

        qemu->has_action = options && find_by(options, "option", "action");
        return options != NULL;
}

static gboolean learn_vmcoreinfo(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) properties = NULL;
        gboolean told = list_properties(qmp, "vmcoreinfo", &properties, deadline, error);

        qemu->has_vmcoreinfo = properties != NULL;
        return told;
}

/* "pc-i440fx-2.12" as 212; 0 for what is no versioned PC. */
static guint pc_version(const char *name) {
        static const char prefix[] = "pc-i440fx-";
        char *end;
        guint64 major, minor;

        if (!g_str_has_prefix(name, prefix))
                return 0;
        major = g_ascii_strtoull(name + strlen(prefix), &end, 10);
        minor = *end == '.' ? g_ascii_strtoull(end + 1, NULL, 10) : 0;
        return (guint) (MIN(major, 999) * 100 + MIN(minor, 99));
}

static void note_machine(TckQemu *qemu, const char *name, guint cpus_max) {
        guint version = name ? pc_version(name) : 0;

        if (!name)
                return;
        g_hash_table_replace(qemu->machines, g_strdup(name), GUINT_TO_POINTER(cpus_max));
        if (version && (!qemu->old || version < pc_version(qemu->old))) {
                g_free(qemu->old);
                qemu->old = g_strdup(name);
        }
}

static void note_alias(TckQemu *qemu, const char *alias, const char *name) {
        if (alias && name)
                g_hash_table_replace(qemu->aliases, g_strdup(alias), g_strdup(name));
}

static gboolean learn_machines(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) answer = ask_for_list(qmp, "query-machines", NULL, deadline, error);
        JsonArray *array;

        if (!answer)
                return FALSE;
        array = json_node_get_array(answer);
        for (guint i = 0; i < json_array_get_length(array); i++) {
                JsonNode *node = json_array_get_element(array, i);
                JsonObject *machine = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
                guint cpus_max = (guint) CLAMP(tck_json_int(machine, "cpu-max", 1), 1, G_MAXUINT16);

                note_machine(qemu, tck_json_string(machine, "name"), cpus_max);
                note_machine(qemu, tck_json_string(machine, "alias"), cpus_max);
                note_alias(qemu, tck_json_string(machine, "alias"), tck_json_string(machine, "name"));
        }
        return TRUE;
}

/* What it emulates. */
static gboolean learn_target(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) answer = qmp_execute(qmp, "query-target", NULL, deadline, error);
        JsonObject *target = answer && JSON_NODE_HOLDS_OBJECT(answer) ? json_node_get_object(answer) : NULL;

        if (!answer)
                return FALSE;
        qemu->architecture = g_strdup(tck_json_string(target, "arch"));
        if (!qemu->architecture)
                g_set_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL, "query-target was not answered with an architecture");
        return qemu->architecture != NULL;
}

static gboolean learn(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        if (!qmp_handshake(qmp, deadline, error) || !learn_machines(qemu, qmp, deadline, error) ||
            !learn_target(qemu, qmp, deadline, error))
                return FALSE;
        qemu->version = qmp_version(qmp);
        qemu->version_text = g_strdup(qmp_version_text(qmp));
        return learn_events(qmp, "pvpanic", &qemu->isa_events, deadline, error) &&
               learn_events(qmp, "pvpanic-pci", &qemu->pci_events, deadline, error) &&
               learn_action(qemu, qmp, deadline, error) && learn_vmcoreinfo(qemu, qmp, deadline, error);
}

char *tck_qemu_last_words(int fd) {
        char text[401];
        off_t size = lseek(fd, 0, SEEK_END);
        ssize_t n = pread(fd, text, sizeof text - 1, MAX(size - (off_t) sizeof text + 1, 0));
        char *valid;

        text[MAX(n, 0)] = '\0';
        valid = g_utf8_make_valid(text, -1);
        return g_strstrip(g_strdelimit(valid, "\r\n\t", ' '));
}

void tck_qemu_explain_death(const TckQemu *qemu, TckChild *child, int output_fd, gint64 deadline, GError **error) {
        g_autofree char *words = NULL, *how = NULL;
        int status;

        if (!tck_child_wait(child, deadline, &status, NULL))
                return;
        words = tck_qemu_last_words(output_fd);
        how = tck_child_status_text(status);
        g_clear_error(error);
        g_set_error(error, TCK_ERROR, TCK_ERROR_CLOSED, "%s %s%s%s", qemu->program, how, *words ? ": " : "", words);
}

static TckChild *start_without_machine(TckQemu *qemu, int qmp_fd, int output_fd, GError **error) {
        const char *const argv[] = {qemu->program, "-machine",
                                    "none",        "-nodefaults",
                                    "-display",    "none",
                                    "-chardev",    "socket,id=qmp,fd=3",
                                    "-mon",        "chardev=qmp,mode=control",
                                    NULL};
        const TckChildFd fd = {qmp_fd, 3};

        return tck_child_spawn(argv, &fd, 1, output_fd, error);
}

static gboolean ask(TckQemu *qemu, gint64 deadline, GError **error) {
        int ours, theirs, output = memfd_create("qemu-output", MFD_CLOEXEC);
        g_autoptr(TckChild) child = NULL;
        gboolean good = FALSE;

        if (tck_child_socket_pair(&ours, &theirs, error)) {
                g_autoptr(Qmp) qmp = qmp_new(ours, NULL);

                child = start_without_machine(qemu, theirs, output, error);
                close(theirs);
                if (child) {
                        qmp_set_process(qmp, tck_child_pid(child));
                        good = learn(qemu, qmp, deadline, error);
                        if (!good && g_error_matches(*error, TCK_ERROR, TCK_ERROR_CLOSED))
                                tck_qemu_explain_death(qemu, child, output, deadline, error);
                }
        }
        close(output);
        return good;
}

TckQemu *tck_qemu_new(const TckQemuOptions *options, gint64 deadline, GError **error) {
        g_autoptr(TckQemu) qemu = g_new0(TckQemu, 1);
        g_autoptr(GError) local = NULL;

        qemu->program = g_strdup(options->program ? options->program : "qemu-system-x86_64");
        qemu->accel = g_strdup(options->accel ? options->accel : "tcg");
        qemu->guests = g_strdup(options->guests ? options->guests : tck_guests_directory());
        qemu->arguments = g_strdupv((char **) options->arguments);
        qemu->machines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        qemu->aliases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        if (!ask(qemu, deadline, &local)) {
                g_set_error(
                        error, TCK_ERROR, TCK_ERROR_ENVIRONMENT,
                        "cannot use %s as QEMU: %s; install the package qemu-system-x86, or name another with --qemu",
                        qemu->program, local->message);
                return NULL;
        }
        qemu->firmware = tck_firmware_new(options->firmware, qemu->architecture, error);
        return qemu->firmware ? g_steal_pointer(&qemu) : NULL;
}

/* ---- command lines ---- */

/* The image that a VM boots from. */
static char *image_path(const TckQemu *qemu, TckBoot boot) {
        static const char *const names[TCK_BOOTS] = {
                [TCK_BOOT_MULTIBOOT] = "pvpanic-tck.elf",
                [TCK_BOOT_EFI] = "pvpanic-tck.efi",
                [TCK_BOOT_ISO] = "pvpanic-tck.iso",
                [TCK_BOOT_ESP] = "pvpanic-tck-esp.img",
        };

        return g_build_filename(qemu->guests, names[boot], NULL);
}

char *tck_qemu_kernel(const TckQemu *qemu) {
        return image_path(qemu, TCK_BOOT_MULTIBOOT);
}

static gboolean needs_isa(const TckVmSpec *spec) {
        return spec->device == TCK_DEVICE_ISA || spec->device == TCK_DEVICE_ISA_AND_PCI ||
               spec->device == TCK_DEVICE_TWO_ISA;
}

static gboolean needs_pci(const TckVmSpec *spec) {
        return spec->device == TCK_DEVICE_PCI || spec->device == TCK_DEVICE_ISA_AND_PCI ||
               spec->device == TCK_DEVICE_TWO_PCI;
}

static guint known_events(const TckQemu *qemu, const TckVmSpec *spec) {
        return (needs_isa(spec) ? qemu->isa_events : ~0u) & (needs_pci(spec) ? qemu->pci_events : ~0u);
}

static gboolean is_i440fx(const char *machine) {
        return g_str_equal(machine, "pc") || g_str_equal(machine, TCK_MACHINE_OLD) ||
               g_str_has_prefix(machine, "pc-i440fx");
}

static guint cpus_max(const TckQemu *qemu, const char *machine) {
        return GPOINTER_TO_UINT(g_hash_table_lookup(qemu->machines, tck_qemu_machine_type(qemu, machine)));
}

/* The name that is no alias. */
static const char *full_machine_type(const TckQemu *qemu, const char *machine) {
        const char *type = tck_qemu_machine_type(qemu, machine), *name = g_hash_table_lookup(qemu->aliases, type);

        return name ? name : type;
}

/* NULL if such a VM has firmware that starts the application; otherwise the reason why not. Free with g_free(). */
static char *firmware_cannot(const TckQemu *qemu, const TckVmConfig *config) {
        char *reason;
        const TckFirmwareImage *image =
                tck_firmware_for(qemu->firmware, full_machine_type(qemu, config->machine), &reason);

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
        if (needs_isa(&config->spec) && !qemu->isa_events)
                return g_strdup_printf("QEMU %s has no pvpanic device", qemu->version_text);
        if (needs_pci(&config->spec) && !qemu->pci_events)
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

static void add(GPtrArray *argv, const char *argument) {
        g_ptr_array_add(argv, g_strdup(argument));
}

G_GNUC_PRINTF(3, 4) static void add_option(GPtrArray *argv, const char *option, const char *format, ...) {
        va_list list;

        add(argv, option);
        va_start(list, format);
        g_ptr_array_add(argv, g_strdup_vprintf(format, list));
        va_end(list);
}

/* In the value of an option a comma is written twice. */
static char *escape_commas(const char *text) {
        g_auto(GStrv) parts = g_strsplit(text, ",", -1);

        return g_strjoinv(",,", parts);
}

/* A chip that can be written to has a copy of its own, which QEMU makes and nobody finds afterwards. */
static void add_flash(GPtrArray *argv, guint unit, const TckFirmwareFile *file, gboolean writable) {
        g_autofree char *path = escape_commas(file->path);

        add_option(argv, "-drive", "if=pflash,unit=%u,format=%s,%s=on,file=%s", unit, file->format,
                   writable ? "snapshot" : "readonly", path);
}

static void add_firmware(GPtrArray *argv, const TckFirmwareImage *image) {
        if (image->device == TCK_FIRMWARE_BIOS)
                add_option(argv, "-bios", "%s", image->code.path);
        if (image->device == TCK_FIRMWARE_KERNEL)
                add_option(argv, "-kernel", "%s", image->code.path);
        if (image->device == TCK_FIRMWARE_FLASH)
                add_flash(argv, 0, &image->code, image->combined);
        if (image->variables.path)
                add_flash(argv, 1, &image->variables, TRUE);
        if (image->secure)
                add_option(argv, "-global", "driver=cfi.pflash01,property=secure,value=on");
}

static void add_medium(GPtrArray *argv, const TckQemu *qemu, TckBoot boot) {
        g_autofree char *path = image_path(qemu, boot);
        g_autofree char *escaped = escape_commas(path);

        switch (boot) {
        case TCK_BOOT_ISO: /* an IDE disk cannot be read-only, a CD is */
                add_option(argv, "-drive", "file=%s,format=raw,readonly=on,media=cdrom", escaped);
                break;
        case TCK_BOOT_ESP:
                /* Not where it comes to lie by itself, right behind the host bridge: U-Boot takes what is there for a
                 * PC's ISA bridge. */
                add_option(argv, "-drive", "file=%s,format=raw,readonly=on,if=none,id=esp", escaped);
                add_option(argv, "-device", "virtio-blk-pci,drive=esp,addr=0x10");
                break;
        default:
                add_option(argv, "-kernel", "%s", path);
        }
        /* In fw_cfg rather than on a kernel command line: it reaches the probe by every way of booting. */
        add_option(argv, "-fw_cfg", "name=opt/pvpanic-tck/options,string=agent");
}

static void add_actions(GPtrArray *argv, const TckQemu *qemu, const TckVmSpec *spec) {
        if (qemu->has_action)
                add_option(argv, "-action", "panic=%s,shutdown=%s,reboot=%s", spec->panic ? spec->panic : "pause",
                           spec->shutdown ? spec->shutdown : "poweroff", spec->reboot ? spec->reboot : "reset");
        if (spec->no_reboot)
                add(argv, "-no-reboot");
        /* Before -action came with 6.0, -no-shutdown was the way to ask for a pause. */
        if (spec->no_shutdown || !qemu->has_action)
                add(argv, "-no-shutdown");
}

static void add_pvpanic(GPtrArray *argv, const TckVmSpec *spec) {
        g_autofree char *events = spec->events ? g_strdup_printf(",events=%s", spec->events) : g_strdup("");

        if (needs_isa(spec))
                add_option(argv, "-device", "pvpanic%s%s%s", events, spec->ioport ? ",ioport=" : "",
                           spec->ioport ? spec->ioport : "");
        if (spec->device == TCK_DEVICE_TWO_ISA)
                add_option(argv, "-device", "pvpanic,ioport=0x5a5%s", events);
        if (needs_pci(spec))
                add_option(argv, "-device", "pvpanic-pci%s", events);
        if (spec->device == TCK_DEVICE_TWO_PCI)
                add_option(argv, "-device", "pvpanic-pci%s", events);
}

/* NULL for a VM that needs none, and for one that cannot be: see tck_qemu_cannot(). */
static const TckFirmwareImage *firmware_of(const TckQemu *qemu, const TckVmConfig *config) {
        g_autofree char *reason = NULL;

        if (!tck_boot_needs_firmware(config->boot))
                return NULL;
        return tck_firmware_for(qemu->firmware, full_machine_type(qemu, config->machine), &reason);
}

/* In MiB. SMM takes a part of it for itself: with 64 MiB, EDK2 of 2022.11 does not come up on QEMU 11.1. */
static guint memory_of(const TckVmConfig *config, const TckFirmwareImage *firmware) {
        return MAX(tck_vm_config_memory(config), firmware && firmware->smm ? 128 : 0);
}

/* Arguments of the user's may say how much memory the VM has, which a file would have to follow. */
guint64 tck_qemu_ram_size(const TckQemu *qemu, const TckVmConfig *config) {
        if (!tck_boot_needs_firmware(config->boot) || (qemu->arguments && *qemu->arguments))
                return 0;
        return (guint64) memory_of(config, firmware_of(qemu, config)) << 20;
}

static void add_machine(GPtrArray *argv, const TckQemu *qemu, const TckVmConfig *config,
                        const TckFirmwareImage *firmware, gboolean ram) {
        const char *type = tck_qemu_machine_type(qemu, config->machine),
                   *acpi = config->spec.no_acpi ? ",acpi=off" : "";

        if (g_str_equal(type, "microvm")) /* has ACPI if asked, and a serial port of its own in the place of ours */
                add_option(argv, "-machine", "microvm,isa-serial=off%s", config->spec.no_acpi ? acpi : ",acpi=on");
        else
                add_option(argv, "-machine", "%s%s%s%s", type, acpi, firmware && firmware->smm ? ",smm=on" : "",
                           ram ? ",memory-backend=ram" : "");
        if (g_str_equal(type, "isapc")) /* comes with a 486, and the probe is 64-bit code */
                add_option(argv, "-cpu", "qemu64");
}

/* Firmware that is started anew writes itself over the code of its last start, and TCG looks up for each write what it has
 * translated of that page: the smaller its buffer, in MiB, the less is left of it. */
static void add_accel(GPtrArray *argv, const TckQemu *qemu, TckBoot boot) {
        gboolean small = tck_boot_needs_firmware(boot) && g_str_equal(qemu->accel, "tcg");

        add_option(argv, "-accel", "%s%s", qemu->accel, small ? ",tb-size=4" : "");
}

GPtrArray *tck_qemu_command_line(const TckQemu *qemu, const TckVmConfig *config, const char *name, TckOrigin origin,
                                 const TckQemuFds *fds, TckChildFd ret_child_fds[TCK_QEMU_FDS], guint *ret_count) {
        GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);
        const TckFirmwareImage *firmware = firmware_of(qemu, config);
        guint memory = memory_of(config, firmware);

        ret_child_fds[0] = (TckChildFd){fds->qmp, 3};
        ret_child_fds[1] = (TckChildFd){fds->wire, 4};
        ret_child_fds[2] = (TckChildFd){fds->console, 5};
        ret_child_fds[3] = (TckChildFd){fds->second_qmp, 6};
        ret_child_fds[4] = (TckChildFd){fds->ram, 7};
        *ret_count = fds->ram >= 0 ? 5 : 4;
        add(argv, qemu->program);
        add_option(argv, "-name", "%s", name);
        add_machine(argv, qemu, config, firmware, fds->ram >= 0);
        add_accel(argv, qemu, config->boot);
        add_option(argv, "-m", "%u", memory);
        if (fds->ram >= 0)
                add_option(argv, "-object", "memory-backend-file,id=ram,size=%uM,mem-path=/proc/self/fd/7,share=%s",
                           memory, origin == TCK_ORIGIN_SNAPSHOT ? "off" : "on");
        add_option(argv, "-smp", "%u", MAX(config->spec.cpus, 1));
        add(argv, "-nodefaults");
        add_option(argv, "-display", "none");
        add(argv, "-S");
        add_option(argv, "-chardev", "socket,id=qmp,fd=3");
        add_option(argv, "-mon", "chardev=qmp,mode=control");
        add_option(argv, "-chardev", "socket,id=wire,fd=4");
        add_option(argv, "-device", "isa-serial,iobase=0x2f8,irq=3,chardev=wire");
        add_option(argv, "-add-fd", "fd=5,set=1");
        add_option(argv, "-chardev", "file,id=console,path=/dev/fdset/1,append=on");
        add_option(argv, "-device", "isa-serial,iobase=0x3f8,irq=4,chardev=console");
        add_option(argv, "-chardev", "socket,id=qmp2,fd=6");
        add_option(argv, "-mon", "chardev=qmp2,mode=control");
        add_pvpanic(argv, &config->spec);
        if (config->spec.vmcoreinfo)
                add_option(argv, "-device", "vmcoreinfo");
        add_actions(argv, qemu, &config->spec);
        if (firmware)
                add_firmware(argv, firmware);
        add_medium(argv, qemu, config->boot);
        if (origin != TCK_ORIGIN_BOOT)
                add_option(argv, "-incoming", "defer");
        for (char **argument = qemu->arguments; argument && *argument; argument++)
                add(argv, *argument);
        g_ptr_array_add(argv, NULL);
        return argv;
}
