/* SPDX-License-Identifier: BSD-2-Clause */
#include "qemu.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "channel.h"
#include "child.h"
#include "error.h"
#include "images.h"
#include "json.h"
#include "pvpanic.h"

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
        g_strfreev(qemu->cpu_properties);
        g_clear_pointer(&qemu->aliases, g_hash_table_unref);
        g_clear_pointer(&qemu->machines, g_hash_table_unref);
        g_clear_pointer(&qemu->events, g_hash_table_unref);
        g_free(qemu);
}

const char *tck_qemu_machine_type(const TckQemu *qemu, const char *machine) {
        return g_str_equal(machine, TCK_MACHINE_OLD) ? qemu->old : machine;
}

char *tck_qemu_symbols_file(const TckQemu *qemu, const TckBoot *boot) {
        return g_build_filename(qemu->guests, boot->symbols, NULL);
}

char *tck_qemu_image(const TckQemu *qemu, const TckBoot *boot) {
        return g_build_filename(qemu->guests, boot->image, NULL);
}

const char *tck_qemu_full_machine_type(const TckQemu *qemu, const char *machine) {
        const char *type = tck_qemu_machine_type(qemu, machine), *name = g_hash_table_lookup(qemu->aliases, type);

        return name ? name : type;
}

gboolean tck_qemu_has_machine(const TckQemu *qemu, const char *machine) {
        const char *type = tck_qemu_machine_type(qemu, machine);

        return type && g_hash_table_contains(qemu->machines, type);
}

/* ---- capabilities ---- */

/* The answer to a command that returns a list. Free with json_node_unref(). */
static JsonNode *ask_for_list(Qmp *qmp, const char *command, JsonObject *arguments, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) answer = qmp_execute(qmp, command, arguments, deadline, error);

        if (answer && !tck_json_node_array(answer)) {
                tck_error_set(error, TCK_ERROR_PROTOCOL, "%s was not answered with a list", command);
                return NULL;
        }
        return g_steal_pointer(&answer);
}

/* The properties of a type of devices or objects, by that command; NULL if the type does not exist. FALSE if QEMU does not tell, which is
 * not an absence. */
static gboolean list_properties(Qmp *qmp, const char *command, const char *type, JsonNode **ret_list, gint64 deadline,
                                GError **error) {
        g_autoptr(GError) local = NULL;

        *ret_list = ask_for_list(qmp, command, qmp_strings("typename", type, NULL), deadline, &local);
        if (*ret_list || g_error_matches(local, TCK_ERROR, TCK_ERROR_ABSENT))
                return TRUE;
        g_propagate_prefixed_error(error, g_steal_pointer(&local), "asking for the properties of %s: ", type);
        return FALSE;
}

/* The bits that a device supports: since QEMU 5.2 the default of its property `events`. 0 if there is no such device. */
static gboolean learn_events(Qmp *qmp, const char *type, guint *ret_bits, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) properties = NULL;
        JsonObject *events;
        gint64 bits = 0;

        if (!list_properties(qmp, "device-list-properties", type, &properties, deadline, error))
                return FALSE;
        events = properties ? tck_json_find(properties, "name", "events") : NULL;
        if (properties)
                bits = events ? tck_json_int(events, "default-value", 0) : PVPANIC_PANICKED;
        if (properties && (bits < 1 || bits > 0xff))
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the property events of %s has no usable default",
                                     type);
        *ret_bits = (guint) bits;
        return TRUE;
}

static gboolean learn_devices(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        const GPtrArray *channels = tck_all_channels();

        for (guint i = 0; i < channels->len; i++) {
                const TckChannel *channel = channels->pdata[i];
                guint bits = 0;

                if (channel->device && !learn_events(qmp, channel->device, &bits, deadline, error))
                        return FALSE;
                if (bits)
                        g_hash_table_insert(qemu->events, (gpointer) channel->device, GUINT_TO_POINTER(bits));
        }
        return TRUE;
}

static gboolean learn_action(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) options = ask_for_list(qmp, "query-command-line-options", NULL, deadline, error);

        qemu->has_action = options && tck_json_find(options, "option", "action");
        return options != NULL;
}

static gboolean learn_vmcoreinfo(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) properties = NULL;
        gboolean told = list_properties(qmp, "device-list-properties", "vmcoreinfo", &properties, deadline, error);

        qemu->has_vmcoreinfo = properties != NULL;
        return told;
}

/* Whether KVM is built in, not whether it can be used. */
static gboolean learn_kvm(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) answer = qmp_execute(qmp, "query-kvm", NULL, deadline, error);

        qemu->has_kvm = answer && tck_json_is_true(tck_json_node_object(answer), "present");
        return answer != NULL;
}

static gboolean learn_cpu_properties(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        const char *model = qemu->arch->plain_cpu;
        g_autofree char *type = model ? g_strdup_printf("%s-%s-cpu", model, qemu->architecture) : NULL;
        g_autoptr(GStrvBuilder) names = g_strv_builder_new();
        g_autoptr(JsonNode) properties = NULL;
        JsonArray *array;

        if (!model)
                return TRUE;
        if (!list_properties(qmp, "qom-list-properties", type, &properties, deadline, error))
                return FALSE;
        array = tck_json_node_array(properties);
        for (guint i = 0; array && i < json_array_get_length(array); i++) {
                const char *name = tck_json_string(tck_json_node_object(json_array_get_element(array, i)), "name");

                if (name)
                        g_strv_builder_add(names, name);
        }
        qemu->cpu_properties = g_strv_builder_end(names);
        return TRUE;
}

static void note_machine(TckQemu *qemu, const char *name, guint cpus_max) {
        guint version = tck_arch_machine_version(qemu->arch, name);

        g_hash_table_replace(qemu->machines, g_strdup(name), GUINT_TO_POINTER(cpus_max));
        if (version && (!qemu->old || version < tck_arch_machine_version(qemu->arch, qemu->old))) {
                g_free(qemu->old);
                qemu->old = g_strdup(name);
        }
}

static gboolean learn_machines(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) answer = ask_for_list(qmp, "query-machines", NULL, deadline, error);
        JsonArray *array;

        if (!answer)
                return FALSE;
        array = json_node_get_array(answer);
        for (guint i = 0; i < json_array_get_length(array); i++) {
                JsonObject *machine = tck_json_node_object(json_array_get_element(array, i));
                const char *name = tck_json_string(machine, "name"), *alias = tck_json_string(machine, "alias");
                guint cpus_max = (guint) CLAMP(tck_json_int(machine, "cpu-max", 1), 1, G_MAXUINT16);

                if (name)
                        note_machine(qemu, name, cpus_max);
                if (alias)
                        note_machine(qemu, alias, cpus_max);
                if (name && alias)
                        g_hash_table_replace(qemu->aliases, g_strdup(alias), g_strdup(name));
        }
        return TRUE;
}

/* The architecture and its machine types. */
static gboolean learn_target(TckQemu *qemu, Qmp *qmp, gint64 deadline, GError **error) {
        qemu->architecture = qmp_query_text(qmp, "query-target", "arch", deadline, error);
        return qemu->architecture != NULL;
}

static gboolean learn(Qmp *qmp, gint64 deadline, gpointer data, GError **error) {
        TckQemu *qemu = data;

        if (!learn_machines(qemu, qmp, deadline, error) || !learn_target(qemu, qmp, deadline, error))
                return FALSE;
        qemu->version = qmp->version;
        qemu->version_text = g_strdup(qmp->version_text);
        return learn_devices(qemu, qmp, deadline, error) && learn_action(qemu, qmp, deadline, error) &&
               learn_vmcoreinfo(qemu, qmp, deadline, error) && learn_kvm(qemu, qmp, deadline, error) &&
               learn_cpu_properties(qemu, qmp, deadline, error);
}

gboolean tck_qemu_ask(const char *program, const char *accel, TckQemuQuestion question, gpointer data, gint64 deadline,
                      GError **error) {
        const char *const argv[] = {program,    "-machine",
                                    "none",     "-nodefaults",
                                    "-display", "none",
                                    "-chardev", "socket,id=qmp,fd=3",
                                    "-mon",     "chardev=qmp,mode=control",
                                    "-accel",   accel,
                                    NULL};
        g_autofree const char **words = g_memdup2(argv, sizeof argv);
        int ours, theirs, output = memfd_create("qemu-output", MFD_CLOEXEC);
        g_autoptr(TckChild) child = NULL;
        gboolean good = FALSE;

        if (!accel)
                words[G_N_ELEMENTS(argv) - 3] = NULL;
        if (tck_child_socket_pair(&ours, &theirs, error)) {
                g_autoptr(Qmp) qmp = qmp_new(ours, NULL);

                child = tck_child_spawn(words, &theirs, 1, output, error);
                close(theirs);
                if (child) {
                        qmp->process = child->pid;
                        good = qmp_handshake(qmp, deadline, error) && question(qmp, deadline, data, error);
                        tck_child_explain_end(child, program, output, deadline, error);
                }
        }
        close(output);
        return good;
}

char *tck_qemu_program(const TckArch *arch, const char *given) {
        if (given && g_file_test(given, G_FILE_TEST_IS_DIR))
                return g_build_filename(given, arch->program, NULL);
        return g_strdup(given ? given : arch->program);
}

TckQemu *tck_qemu_new(const TckQemuOptions *options, gint64 deadline, GError **error) {
        g_autoptr(TckQemu) qemu = g_new0(TckQemu, 1);
        g_autoptr(GError) local = NULL;

        qemu->arch = options->arch ? options->arch : tck_default_arch();
        qemu->program = g_strdup(options->program ? options->program : qemu->arch->program);
        qemu->accel = g_strdup(options->accel ? options->accel : "tcg");
        qemu->guests = g_strdup(options->guests ? options->guests : tck_guests_directory());
        qemu->arguments = g_strdupv((char **) options->arguments);
        qemu->machines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        qemu->events = g_hash_table_new(g_str_hash, g_str_equal);
        qemu->aliases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        if (!tck_qemu_ask(qemu->program, NULL, learn, qemu, deadline, &local)) {
                tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                              "cannot use %s as QEMU: %s; install the package %s, or name another with --qemu",
                              qemu->program, local->message, qemu->arch->package);
                return NULL;
        }
        qemu->firmware = tck_firmware_new(options->firmware, qemu->arch, qemu->architecture, error);
        return qemu->firmware ? g_steal_pointer(&qemu) : NULL;
}

/* ---- missing capabilities ---- */

guint tck_qemu_device_bits(const TckQemu *qemu, const char *channel) {
        return GPOINTER_TO_UINT(g_hash_table_lookup(qemu->events, tck_find_channel(channel)->device));
}

gboolean tck_qemu_has_cpu_property(const TckQemu *qemu, const char *name) {
        return qemu->cpu_properties && g_strv_contains((const char *const *) qemu->cpu_properties, name);
}

/* Why this QEMU's CPUs cannot meet the VM's needs; NULL if they can. Free with g_free(). */
static char *cpu_cannot(const TckQemu *qemu, const TckVmSpec *spec) {
        g_auto(GStrv) properties = g_strsplit(spec->cpu ? spec->cpu : "", ",", -1);

        for (char **property = properties; *property; property++) {
                *strchrnul(*property, '=') = '\0';
                if (!tck_qemu_has_cpu_property(qemu, *property))
                        return g_strdup_printf("the CPUs of QEMU %s have no %s", qemu->version_text, *property);
        }
        if (spec->kvm && !qemu->has_kvm)
                return g_strdup_printf("QEMU %s was built without KVM", qemu->version_text);
        return NULL;
}

/* Why this QEMU's devices cannot meet the VM's needs; NULL if they can. Free with g_free(). */
static char *devices_cannot(const TckQemu *qemu, const TckVmSpec *spec) {
        const char *name;

        for (guint i = 0; (name = tck_vm_spec_device(spec, i)); i++) {
                const TckChannel *channel = tck_find_channel(name);
                guint events = channel->device ? tck_qemu_device_bits(qemu, name) : 0;

                if (channel->cpu && !tck_qemu_has_cpu_property(qemu, channel->cpu))
                        return g_strdup_printf("the CPUs of QEMU %s have no %s", qemu->version_text, channel->cpu);
                if (!channel->device)
                        continue;
                if (!events)
                        return g_strdup_printf("QEMU %s has no %s device", qemu->version_text, channel->device);
                if (spec->events && strtoul(spec->events, NULL, 0) & ~(gulong) events)
                        return g_strdup_printf("the device of QEMU %s does not support all bits of events=%s",
                                               qemu->version_text, spec->events);
        }
        return NULL;
}

static guint cpus_max(const TckQemu *qemu, const char *machine) {
        return GPOINTER_TO_UINT(g_hash_table_lookup(qemu->machines, tck_qemu_machine_type(qemu, machine)));
}

/* EDK2 alone takes an application from QEMU, in the kernel's place, which has to be free. */
static gboolean takes_kernel(const TckFirmwareImage *image) {
        return image->device != TCK_FIRMWARE_KERNEL && tck_firmware_is_edk2(image);
}

/* NULL if it has none, or none fits. */
static const TckFirmwareImage *image_of(const TckQemu *qemu, const TckVmConfig *config) {
        g_autofree char *reason = NULL;

        if (!config->boot->firmware)
                return NULL;
        return tck_firmware_for(qemu->firmware, tck_qemu_full_machine_type(qemu, config->machine), &reason);
}

const char *tck_qemu_firmware(const TckQemu *qemu, const TckVmConfig *config) {
        const TckFirmwareImage *image = image_of(qemu, config);

        return image ? tck_firmware_name(image) : NULL;
}

gboolean tck_qemu_boots_edk2(const TckQemu *qemu, const TckVmConfig *config) {
        const TckFirmwareImage *image = image_of(qemu, config);

        return image && tck_firmware_is_edk2(image);
}

const TckBoot *tck_qemu_given_boot(const TckQemu *qemu, const TckVmConfig *config) {
        const TckBoot *boot = config->boot;
        const TckFirmwareImage *image = image_of(qemu, config);

        if (!image || boot->medium != TCK_MEDIUM_KERNEL || takes_kernel(image))
                return boot;
        for (boot = qemu->arch->boots; boot->name; boot++)
                if (boot->firmware && boot->medium == TCK_MEDIUM_DISK)
                        return boot;
        return NULL;
}

/* Why the VM's firmware cannot start the application; NULL if it can. Free with g_free(). */
static char *firmware_cannot(const TckQemu *qemu, const TckVmConfig *config) {
        char *reason;
        const TckFirmwareImage *image =
                tck_firmware_for(qemu->firmware, tck_qemu_full_machine_type(qemu, config->machine), &reason);

        if (!image)
                return reason;
        if (!tck_qemu_given_boot(qemu, config))
                return g_strdup("the firmware takes no application from QEMU, and the kit has none on a disk for it");
        if (config->spec.no_acpi && tck_firmware_is_edk2(image) && qemu->arch->edk2_without_acpi &&
            !qemu->arch->edk2_without_acpi(tck_qemu_full_machine_type(qemu, config->machine)))
                return g_strdup("OVMF needs the ACPI timer, which i440fx lacks with acpi=off");
        return NULL;
}

char *tck_qemu_cannot(const TckQemu *qemu, const TckVmConfig *config, gboolean *ret_firmware) {
        char *missing;

        *ret_firmware = FALSE;
        if (!tck_qemu_has_machine(qemu, config->machine))
                return g_strdup_printf("QEMU %s has no machine type %s", qemu->version_text, config->machine);
        if (config->spec.cpus > cpus_max(qemu, config->machine))
                return g_strdup_printf("machine type %s supports at most %u CPU%s", config->machine,
                                       cpus_max(qemu, config->machine),
                                       cpus_max(qemu, config->machine) == 1 ? "" : "s");
        if ((missing = devices_cannot(qemu, &config->spec)) || (missing = cpu_cannot(qemu, &config->spec)))
                return missing;
        if (!qemu->has_action && (config->spec.shutdown || config->spec.reboot))
                return g_strdup_printf("QEMU %s has no -action", qemu->version_text);
        if (config->spec.vmcoreinfo && !qemu->has_vmcoreinfo)
                return g_strdup_printf("QEMU %s has no vmcoreinfo device", qemu->version_text);
        if (config->spec.panic && !qemu->has_action)
                return g_strdup_printf("QEMU %s has no -action panic=%s", qemu->version_text, config->spec.panic);
        if (!qemu->has_action && config->spec.no_reboot && !config->spec.no_shutdown)
                return g_strdup_printf("QEMU %s has no -action, and its -no-shutdown keeps it alive under -no-reboot",
                                       qemu->version_text);
        *ret_firmware = TRUE;
        return config->boot->firmware ? firmware_cannot(qemu, config) : NULL;
}
