/* SPDX-License-Identifier: BSD-2-Clause */
#include "target.h"

#include "demand.h"
#include "wait.h"

enum { ASK_SECONDS = 20 };

void tck_target_free(TckTarget *target) {
        if (!target)
                return;
        tck_libvirt_free(target->libvirt);
        g_clear_pointer(&target->kernel, g_bytes_unref);
        tck_qemu_free(target->qemu);
        if (target->opened.own)
                target->other->close(target->opened.own);
        g_free(target);
}

const TckTarget *tck_target_of(const GPtrArray *targets, const TckVmConfig *config) {
        const TckArch *arch = tck_arch_of_vm(config);

        for (guint i = 0; i < targets->len; i++) {
                const TckTarget *target = targets->pdata[i];

                if (target->scope->arch == arch)
                        return target;
        }
        g_error("there is no hypervisor to test for guests of %s", arch->name);
}

/* In the lab, everything runs with KVM. */
static const char *accel_of(const TckTarget *target, const TckRunOptions *options) {
        return options->lab == TCK_LAB_ALWAYS ? "kvm" : target->qemu->accel;
}

static const TckProfile *profile_of(const TckTarget *target, const TckRunOptions *options) {
        if (options->profile)
                return options->profile;
        if (target->other)
                return tck_profile_for(options->layer, target->opened.version, target->opened.accel);
        return tck_profile_for(options->layer, target->libvirt ? target->libvirt->version : target->qemu->version,
                               accel_of(target, options));
}

/* ---- libvirt ---- */

/* Adds the names of the plain VM on each machine type by each boot method. */
static void add_plain_vms(GStrvBuilder *names, const TckScope *scope) {
        for (const char *const *machine = scope->machines; *machine; machine++)
                for (const TckBoot *const *boot = scope->boots; *boot; boot++) {
                        const TckVmConfig config = tck_arch_vm(scope->arch, *machine, *boot);
                        g_autofree char *name = tck_vm_config_name(&config);

                        g_strv_builder_add(names, name);
                }
}

static GStrv plain_vms(const GPtrArray *targets) {
        g_autoptr(GStrvBuilder) names = g_strv_builder_new();

        for (guint i = 0; i < targets->len; i++)
                add_plain_vms(names, ((const TckTarget *) targets->pdata[i])->scope);
        return g_strv_builder_end(names);
}

/* libvirt's process of root becomes another user, who may have no access to the probes: they are opened before. */
static gboolean open_kernel(TckTarget *target, GError **error) {
        g_autofree char *path = tck_qemu_image(target->qemu, target->qemu->arch->boots);

        target->kernel = tck_libvirt_read_kernel(path, error);
        return target->kernel != NULL;
}

/* `first`: the libvirt of another architecture, to which there is a connection already; NULL: there is none. */
static gboolean connect_libvirt(const TckRun *run, const TckRunOptions *options, TckTarget *target,
                                const char *const *vms, TckLibvirt *first, GError **error) {
        const TckQemu *qemu = target->qemu;
        g_autofree char *emulator = g_find_program_in_path(qemu->program);
        g_autofree char *absolute = emulator ? g_canonicalize_filename(emulator, NULL) : NULL;
        const TckLibvirtOptions libvirt = {.connect = options->connect,
                                           .arch = qemu->arch,
                                           .emulator = g_intern_string(absolute),
                                           .accel = qemu->accel,
                                           .kernel = target->kernel,
                                           .directory = run->directory,
                                           .vms = vms,
                                           .device_bits = tck_qemu_device_bits(qemu, "isa"),
                                           .timeout = options->timeout};

        target->libvirt = first ? tck_libvirt_again(first, &libvirt, error) : tck_libvirt_new(&libvirt, error);
        return target->libvirt != NULL;
}

static gboolean connect_all(const TckRun *run, GPtrArray *targets, const TckRunOptions *options, GError **error) {
        g_auto(GStrv) vms = plain_vms(targets);
        TckLibvirt *first = NULL;

        for (guint i = 0; i < targets->len; i++) {
                TckTarget *target = targets->pdata[i];

                if (!connect_libvirt(run, options, target, (const char *const *) vms, first, error))
                        return FALSE;
                first = first ? first : target->libvirt;
        }
        return TRUE;
}

/* ---- hypervisors ---- */

static gboolean meet_other(const TckRun *run, TckTarget *target, const TckRunOptions *options, GError **error) {
        return target->other->open(&(TckHypervisorOptions){.program = options->vmm,
                                                           .guests = target->scope->qemu.guests,
                                                           .boot = target->scope->boots[0],
                                                           .directory = run->directory,
                                                           .timeout = options->timeout},
                                   &target->opened, error);
}

static gboolean meet_qemu(TckTarget *target, const TckRunOptions *options, GError **error) {
        target->qemu = tck_qemu_new(&target->scope->qemu, tck_deadline(ASK_SECONDS), error);
        if (!target->qemu)
                return FALSE;
        return options->layer != TCK_LAYER_LIBVIRT || open_kernel(target, error);
}

/* "QEMU 7.2.22 (qemu-system-x86_64), tcg". Free with g_free(). */
static char *words_of(const TckTarget *target, const TckRunOptions *options, gboolean in_lab) {
        const TckQemu *qemu = target->qemu;
        g_autofree char *text = NULL;

        if (target->other)
                return g_strdup(target->opened.words);
        text = g_strdup_printf("QEMU %s (%s), %s%s", qemu->version_text, qemu->program, accel_of(target, options),
                               !in_lab                          ? ""
                               : options->lab == TCK_LAB_ALWAYS ? " in the lab"
                                                                : ", and kvm in the lab");
        return target->libvirt ? g_strdup_printf("libvirt %s (%s), %s", target->libvirt->version_text,
                                                 target->libvirt->uri, text)
                               : g_steal_pointer(&text);
}

TckTarget *tck_target_new(const TckRun *run, TckRunPart *part, const TckRunOptions *options, const TckScope *scope,
                          gboolean in_lab, GError **error) {
        g_autoptr(TckTarget) target = g_new0(TckTarget, 1);

        target->scope = scope;
        target->part = part;
        target->in_lab = in_lab;
        target->other = tck_hypervisor_of(options->layer);
        if (!(target->other ? meet_other(run, target, options, error) : meet_qemu(target, options, error)))
                return NULL;
        return g_steal_pointer(&target);
}

static void record(TckTarget *target, const TckRunOptions *options) {
        target->profile = profile_of(target, options);
        target->part->hypervisor = words_of(target, options, target->in_lab);
        target->part->profile = target->profile->name;
        tck_count_demands(target->part, options, target->scope, target->qemu, target->profile);
}

gboolean tck_targets_begin(const TckRun *run, GPtrArray *targets, const TckRunOptions *options, GError **error) {
        if (options->layer == TCK_LAYER_LIBVIRT && !connect_all(run, targets, options, error))
                return FALSE;
        for (guint i = 0; i < targets->len; i++)
                record(targets->pdata[i], options);
        return TRUE;
}
