/* SPDX-License-Identifier: BSD-2-Clause */
#include "run.h"

#include <sys/resource.h>

#include "demand.h"
#include "error.h"
#include "executor.h"
#include "wait.h"

enum { ASK_SECONDS = 20 };

/* The version of what is tested. */
static guint tested_version(const TckQemu *qemu, TckLibvirt *libvirt) {
        return libvirt ? tck_libvirt_version(libvirt) : tck_qemu_version(qemu);
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

/* Finds out what is tested. What cannot be found out is the run's failure. */
static gboolean meet(TckRun *run, const TckRunOptions *options, TckQemu **ret_qemu, TckLibvirt **ret_libvirt,
                     GError **error) {
        g_autofree char *text = NULL;

        *ret_qemu = tck_qemu_new(&options->qemu, tck_deadline(ASK_SECONDS), error);
        if (*ret_qemu && options->layer == TCK_LAYER_LIBVIRT)
                *ret_libvirt = connect_libvirt(run, options, *ret_qemu, error);
        if (!*ret_qemu || (options->layer == TCK_LAYER_LIBVIRT && !*ret_libvirt)) {
                run->failure = g_strdup((*error)->message);
                return FALSE;
        }
        text = g_strdup_printf("QEMU %s (%s), %s", tck_qemu_version_text(*ret_qemu), tck_qemu_program(*ret_qemu),
                               tck_qemu_accel(*ret_qemu));
        run->hypervisor = *ret_libvirt ? g_strdup_printf("libvirt %s (%s), %s", tck_libvirt_version_text(*ret_libvirt),
                                                         tck_libvirt_uri(*ret_libvirt), text)
                                       : g_steal_pointer(&text);
        return TRUE;
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
        g_autoptr(TckQemu) qemu = NULL;
        g_autoptr(TckLibvirt) libvirt = NULL;
        const TckProfile *profile;

        run->planned = planned;
        if (!meet(run, options, &qemu, &libvirt, error))
                return FALSE;
        profile = options->profile;
        if (!profile)
                profile = tck_profile_for(options->layer, tested_version(qemu, libvirt), tck_qemu_accel(qemu));
        tck_count_demands(run, options, qemu, profile);
        for (guint i = 0; i < reports->len; i++) {
                TckReport *report = reports->pdata[i];

                report->begin(report, run);
        }
        execute(run, &(TckWorker){.options = options, .qemu = qemu, .libvirt = libvirt, .profile = profile}, units,
                reports);
        run->interrupted = tck_cancelled();
        run->duration = g_get_monotonic_time() - began;
        return TRUE;
}
