/* SPDX-License-Identifier: BSD-2-Clause */
#include "run.h"

#include <sys/resource.h>

#include "demand.h"
#include "error.h"
#include "executor.h"
#include "wait.h"

enum { ASK_SECONDS = 20 };

/* What every worker is made like owns what is tested. */
static void model_clear(TckWorker *model) {
        g_clear_pointer(&model->libvirt, tck_libvirt_free);
        g_clear_pointer(&model->qemu, tck_qemu_free);
        if (model->opened.own)
                model->other->close(model->opened.own);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TckWorker, model_clear)

static const TckProfile *profile_of(const TckWorker *model) {
        if (model->other)
                return tck_profile_for(model->options->layer, model->opened.version, model->opened.accel);
        return tck_profile_for(model->options->layer, model->libvirt ? model->libvirt->version : model->qemu->version,
                               model->qemu->accel);
}

static TckLibvirt *connect_libvirt(const TckRun *run, const TckRunOptions *options, const TckQemu *qemu,
                                   GError **error) {
        g_autofree char *emulator = g_find_program_in_path(qemu->program);
        g_autofree char *absolute = emulator ? g_canonicalize_filename(emulator, NULL) : NULL;
        g_autofree char *kernel = tck_qemu_image(qemu, qemu->arch->boots);

        return tck_libvirt_new(&(TckLibvirtOptions){.connect = options->connect,
                                                    .arch = qemu->arch->name,
                                                    .emulator = g_intern_string(absolute),
                                                    .accel = qemu->accel,
                                                    .kernel = g_intern_string(kernel),
                                                    .directory = run->directory,
                                                    .device_bits = tck_qemu_device_bits(qemu, "isa"),
                                                    .timeout = options->timeout},
                               error);
}

static gboolean meet_other(TckRun *run, TckWorker *model, GError **error) {
        const TckRunOptions *options = model->options;

        if (!model->other->open(&(TckHypervisorOptions){.program = options->vmm,
                                                        .guests = options->qemu.guests,
                                                        .boot = options->boots[0],
                                                        .directory = run->directory,
                                                        .timeout = options->timeout},
                                &model->opened, error))
                return FALSE;
        run->hypervisor = g_strdup(model->opened.words);
        return TRUE;
}

static gboolean meet_qemu(TckRun *run, TckWorker *model, GError **error) {
        g_autofree char *text = NULL;

        model->qemu = tck_qemu_new(&model->options->qemu, tck_deadline(ASK_SECONDS), error);
        if (!model->qemu)
                return FALSE;
        text = g_strdup_printf("QEMU %s (%s), %s", model->qemu->version_text, model->qemu->program, model->qemu->accel);
        if (model->options->layer != TCK_LAYER_LIBVIRT) {
                run->hypervisor = g_steal_pointer(&text);
                return TRUE;
        }
        model->libvirt = connect_libvirt(run, model->options, model->qemu, error);
        if (model->libvirt)
                run->hypervisor =
                        g_strdup_printf("libvirt %s (%s), %s", model->libvirt->version_text, model->libvirt->uri, text);
        return model->libvirt != NULL;
}

static void execute(TckRun *run, TckWorker *model, GPtrArray *units, const GPtrArray *reports) {
        g_autoptr(TckPool) pool = tck_pool_new(model->qemu, model->options, run, units);
        g_autoptr(TckInbox) inbox = tck_inbox_new(run, reports);
        struct rusage usage;

        model->pool = pool;
        model->inbox = inbox;
        tck_execute(model, CLAMP(model->options->workers, 1, MAX(units->len, 1)));
        tck_pool_account(pool, run);
        getrusage(RUSAGE_SELF, &usage);
        run->peak_memory = (guint64) usage.ru_maxrss * 1024;
}

gboolean tck_run(TckRun *run, const TckRunOptions *options, GPtrArray *jobs, const GPtrArray *reports, GError **error) {
        gint64 began = g_get_monotonic_time();
        guint planned = jobs->len;
        g_autoptr(GPtrArray) units = tck_schedule_units(jobs, options->fresh);
        g_auto(TckWorker) model = {.options = options, .other = tck_hypervisor_of(options->layer)};

        run->planned = planned;
        if (!(model.other ? meet_other(run, &model, error) : meet_qemu(run, &model, error))) {
                run->failure = g_strdup((*error)->message);
                return FALSE;
        }
        model.profile = options->profile ? options->profile : profile_of(&model);
        tck_count_demands(run, options, model.qemu, model.profile);
        for (guint i = 0; i < reports->len; i++) {
                TckReport *report = reports->pdata[i];

                report->begin(report, run);
        }
        execute(run, &model, units, reports);
        run->interrupted = tck_cancelled();
        run->duration = g_get_monotonic_time() - began;
        return TRUE;
}
