/* SPDX-License-Identifier: BSD-2-Clause */
#include "run.h"

#include <sys/resource.h>

#include "demand.h"
#include "error.h"
#include "executor.h"
#include "wait.h"

enum { ASK_SECONDS = 20 };

/* What is tested, as the workers have it. */
typedef struct {
        TckQemu *qemu;
        TckLibvirt *libvirt;
        const TckHypervisor *other;
        gpointer opened;
} Tested;

static void tested_clear(Tested *tested) {
        g_clear_pointer(&tested->libvirt, tck_libvirt_free);
        g_clear_pointer(&tested->qemu, tck_qemu_free);
        if (tested->opened)
                tested->other->close(tested->opened);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tested, tested_clear)

static const TckProfile *profile_of(const Tested *tested, TckLayer layer) {
        guint version = tested->other     ? tested->other->version(tested->opened)
                        : tested->libvirt ? tck_libvirt_version(tested->libvirt)
                                          : tck_qemu_version(tested->qemu);

        return tck_profile_for(layer, version,
                               tested->other ? tested->other->accel(tested->opened) : tck_qemu_accel(tested->qemu));
}

static TckLibvirt *connect_libvirt(const TckRun *run, const TckRunOptions *options, const TckQemu *qemu,
                                   GError **error) {
        g_autofree char *emulator = g_find_program_in_path(tck_qemu_program(qemu));
        g_autofree char *absolute = emulator ? g_canonicalize_filename(emulator, NULL) : NULL;
        g_autofree char *kernel = tck_qemu_image(qemu, tck_qemu_arch(qemu)->boots);

        return tck_libvirt_new(&(TckLibvirtOptions){.connect = options->connect,
                                                    .arch = tck_qemu_arch(qemu)->name,
                                                    .emulator = g_intern_string(absolute),
                                                    .accel = tck_qemu_accel(qemu),
                                                    .kernel = g_intern_string(kernel),
                                                    .directory = run->directory,
                                                    .device_bits = tck_qemu_device_bits(qemu, "isa"),
                                                    .timeout = options->timeout},
                               error);
}

static gboolean meet_other(TckRun *run, const TckRunOptions *options, Tested *tested, GError **error) {
        tested->opened = tested->other->open(&(TckHypervisorOptions){.program = options->vmm,
                                                                     .guests = options->qemu.guests,
                                                                     .boot = options->boots[0],
                                                                     .directory = run->directory,
                                                                     .timeout = options->timeout},
                                             error);
        if (tested->opened)
                run->hypervisor = g_strdup(tested->other->words(tested->opened));
        return tested->opened != NULL;
}

static gboolean meet_qemu(TckRun *run, const TckRunOptions *options, Tested *tested, GError **error) {
        g_autofree char *text = NULL;
        gboolean with_libvirt = options->layer == TCK_LAYER_LIBVIRT;

        tested->qemu = tck_qemu_new(&options->qemu, tck_deadline(ASK_SECONDS), error);
        if (tested->qemu && with_libvirt)
                tested->libvirt = connect_libvirt(run, options, tested->qemu, error);
        if (!tested->qemu || (with_libvirt && !tested->libvirt))
                return FALSE;
        text = g_strdup_printf("QEMU %s (%s), %s", tck_qemu_version_text(tested->qemu), tck_qemu_program(tested->qemu),
                               tck_qemu_accel(tested->qemu));
        run->hypervisor = with_libvirt
                                  ? g_strdup_printf("libvirt %s (%s), %s", tck_libvirt_version_text(tested->libvirt),
                                                    tck_libvirt_uri(tested->libvirt), text)
                                  : g_steal_pointer(&text);
        return TRUE;
}

/* Finds out what is tested. What cannot be found out is the run's failure. */
static gboolean meet(TckRun *run, const TckRunOptions *options, Tested *tested, GError **error) {
        tested->other = tck_hypervisor_of(options->layer);
        if (tested->other ? meet_other(run, options, tested, error) : meet_qemu(run, options, tested, error))
                return TRUE;
        run->failure = g_strdup((*error)->message);
        return FALSE;
}

static void execute(TckRun *run, const TckWorker *model, GPtrArray *units, const GPtrArray *reports) {
        g_autoptr(TckPool) pool = tck_pool_new(model->qemu, model->options, run, units);
        g_autoptr(TckInbox) inbox = tck_inbox_new(run, reports);
        TckWorker worker = *model;
        struct rusage usage;

        worker.pool = pool;
        worker.inbox = inbox;
        tck_execute(&worker, CLAMP(model->options->workers, 1, MAX(units->len, 1)));
        tck_pool_account(pool, run);
        getrusage(RUSAGE_SELF, &usage);
        run->peak_memory = (guint64) usage.ru_maxrss * 1024;
}

gboolean tck_run(TckRun *run, const TckRunOptions *options, GPtrArray *jobs, const GPtrArray *reports, GError **error) {
        gint64 began = g_get_monotonic_time();
        guint planned = jobs->len;
        g_autoptr(GPtrArray) units = tck_schedule_units(jobs, options->fresh);
        g_auto(Tested) tested = {0};
        const TckProfile *profile;

        run->planned = planned;
        if (!meet(run, options, &tested, error))
                return FALSE;
        profile = options->profile;
        if (!profile)
                profile = profile_of(&tested, options->layer);
        tck_count_demands(run, options, tested.qemu, profile);
        for (guint i = 0; i < reports->len; i++) {
                TckReport *report = reports->pdata[i];

                report->begin(report, run);
        }
        execute(run,
                &(TckWorker){.options = options,
                             .qemu = tested.qemu,
                             .libvirt = tested.libvirt,
                             .other = tested.other,
                             .opened = tested.opened,
                             .profile = profile},
                units, reports);
        run->interrupted = tck_cancelled();
        run->duration = g_get_monotonic_time() - began;
        return TRUE;
}
