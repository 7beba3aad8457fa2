/* SPDX-License-Identifier: BSD-2-Clause */
#include "attempt.h"

#include "check_end.h"
#include "demand.h"
#include "known.h"
#include "wait.h"

void tck_worker_tell(const TckWorker *worker, const TckJob *job, const char *what) {
        g_autofree char *vm = tck_vm_config_name(&job->config);
        g_autofree char *text = g_strdup_printf("%s: %s", vm, what);

        tck_inbox_put_activity(worker->inbox, worker->slot, text);
}

const TckTarget *tck_worker_target(const TckWorker *worker, const TckJob *job) {
        return tck_target_of(worker->targets, &job->config);
}

TckResult *tck_worker_result(const TckWorker *worker, const TckJob *job) {
        const TckTarget *target = tck_worker_target(worker, job);
        TckResult *result = tck_result_new(job->tested, &job->config);

        result->profile = target->profile->name;
        result->demanded = tck_demanded_channel(target->profile, target->qemu, job->tested, &job->config);
        return result;
}

/* Of the job's VM or domain. */
static const char *accel_of(const TckTarget *target, const TckJob *job) {
        if (job->tested->domain ? job->tested->domain->kvm : job->config.spec.kvm)
                return "kvm";
        return target->other ? target->opened.accel : target->qemu->accel;
}

/* A failure that is on record for these versions is KNOWN. A case on record that passes is reported as such. */
static void look_up(const TckWorker *worker, const TckJob *job, TckOutcome *outcome) {
        g_autofree char *vm = tck_vm_config_name(&job->config);
        const TckTarget *target = tck_worker_target(worker, job);
        const TckVersions versions = {.layer = worker->options->layer,
                                      .version = target->other     ? target->opened.version
                                                 : target->libvirt ? target->libvirt->version
                                                                   : target->qemu->version,
                                      .qemu = target->qemu ? target->qemu->version : 0,
                                      .accel = accel_of(target, job),
                                      .firmware = target->qemu ? tck_qemu_firmware(target->qemu, &job->config) : NULL};
        gboolean failed = outcome->verdict == TCK_FAIL;
        const TckKnown *known = NULL;

        if (failed || outcome->verdict == TCK_PASS)
                known = tck_known_find(job->tested->name, vm, versions, failed ? outcome->message : NULL);
        if (!known)
                return;
        outcome->verdict = failed ? TCK_KNOWN : TCK_PASS;
        outcome->race = known->race;
        g_free(outcome->message);
        outcome->message =
                failed ? g_strdup(known->reason) : g_strdup_printf("passes unexpectedly; on record: %s", known->reason);
}

static TckOutcome *not_booted(const char *message) {
        TckOutcome *outcome = tck_outcome_new(TCK_ERROR_VERDICT);

        outcome->message = g_strdup(message);
        return outcome;
}

/* ---- VMs ---- */

/* Runs a job in the VM, which is obtained if it is NULL. The VM is ended, and set to NULL, if no other case can use it. */
static TckOutcome *try_vm(const TckWorker *worker, TckVm **vm, const TckJob *job) {
        g_autoptr(GError) error = NULL;
        TckOutcome *outcome;
        Tck *t;

        if (!*vm)
                *vm = tck_pool_obtain(worker->pool, &job->config, &error);
        if (!*vm)
                return not_booted(error->message);
        t = tck_begin(job->tested, *vm, tck_worker_target(worker, job)->profile, worker->options->timeout,
                      tck_pool_boot_timeout(worker->pool, &job->config));
        tck_run_case(t);
        outcome = tck_end(t);
        /* After a deviation, known or not, the VM may be in any state. */
        if (outcome->verdict >= TCK_KNOWN || job->tested->ends)
                tck_pool_end(worker->pool, g_steal_pointer(vm));
        return outcome;
}

/* ---- VMs that have to be refused ---- */

/* A QEMU that refuses every VM would pass: a plain VM has to start. */
static TckOutcome *control_refusal(const TckWorker *worker, const TckJob *job) {
        TckCase control = *job->tested;
        const TckVmConfig plain = {.arch = job->config.arch, .machine = job->config.machine, .boot = job->config.boot};
        g_autoptr(GError) error = NULL;
        TckVm *vm = tck_pool_obtain_other(worker->pool, &plain, &error);
        TckOutcome *outcome;

        if (!vm)
                return not_booted(error->message);
        control.vm = plain.spec;
        outcome = tck_end(tck_begin(&control, vm, tck_worker_target(worker, job)->profile, worker->options->timeout,
                                    tck_pool_boot_timeout(worker->pool, &plain)));
        if (outcome->verdict >= TCK_FAIL && !outcome->place)
                outcome->place = g_strdup(job->tested->at);
        tck_pool_end(worker->pool, vm);
        return outcome;
}

static TckOutcome *judge_attempt(const TckWorker *worker, const TckJob *job, const char *process,
                                 const char *directory) {
        g_autofree char *seen = NULL;
        g_autoptr(GError) error = NULL;
        g_auto(TckVmAttempt) attempt = {0};
        TckOutcome *outcome;

        if (!tck_vm_attempt(tck_worker_target(worker, job)->qemu, &job->config, process, directory,
                            tck_deadline(worker->options->timeout), &attempt, &error))
                return not_booted(error->message);
        if (!attempt.serves && tck_child_ended_from_outside(attempt.status))
                return not_booted("QEMU was ended from outside");
        seen = tck_vm_attempt_unrefused(&attempt, job->tested->refused);
        if (!seen)
                return control_refusal(worker, job);
        outcome = tck_outcome_new(TCK_FAIL);
        outcome->place = g_strdup(job->tested->at);
        outcome->expected = g_strdup_printf("QEMU to refuse such a VM with a message like %s", job->tested->refused);
        outcome->message = g_strdup_printf("expected %s, saw %s", outcome->expected, seen);
        outcome->seen = g_steal_pointer(&seen);
        return outcome;
}

static TckOutcome *try_refused(const TckWorker *worker, const TckJob *job) {
        gint64 began = g_get_monotonic_time();
        g_autofree char *process = NULL, *directory = tck_pool_folder(worker->pool, &job->config, &process);
        TckOutcome *outcome = judge_attempt(worker, job, process, directory);

        if (!outcome->artifacts)
                outcome->artifacts = g_steal_pointer(&directory);
        outcome->duration = g_get_monotonic_time() - began;
        return outcome;
}

/* ---- domains, and VMs of other hypervisors ---- */

static TckOutcome *try_own(const TckWorker *worker, const TckJob *job) {
        g_autofree char *process = NULL, *directory = tck_pool_folder(worker->pool, &job->config, &process);
        const TckTarget *target = tck_worker_target(worker, job);
        Tck *t = target->other ? target->other->begin(job->tested, target->opened.own, target->profile, &job->config,
                                                      process, directory)
                               : tck_begin_domain(job->tested, target->libvirt, &job->config, worker->slot, directory);

        if (target->other)
                tck_pool_count_boot(worker->pool, &job->config);
        tck_run_case(t);
        return tck_end(t);
}

/* ---- attempts ---- */

gboolean tck_attempt_takes_vm(const TckWorker *worker, const TckJob *job) {
        return !tck_worker_target(worker, job)->other && !job->tested->refused && !job->tested->domain;
}

static TckOutcome *try_once(const TckWorker *worker, TckVm **vm, const TckJob *job) {
        gboolean other = tck_worker_target(worker, job)->other != NULL;
        TckOutcome *outcome = other || job->tested->domain ? try_own(worker, job)
                              : job->tested->refused       ? try_refused(worker, job)
                                                           : try_vm(worker, vm, job);

        if (!other)
                look_up(worker, job, outcome);
        return outcome;
}

void tck_attempt(const TckWorker *worker, TckVm **vm, const TckJob *job) {
        g_autoptr(TckResult) result = tck_worker_result(worker, job);
        TckOutcome *outcome;
        gboolean bad;

        tck_worker_tell(worker, job, job->tested->name);
        outcome = try_once(worker, vm, job);
        bad = outcome->verdict >= TCK_FAIL;
        g_ptr_array_add(result->outcomes, outcome);
        if (bad && !worker->options->no_retry && !tck_cancelled()) {
                tck_worker_tell(worker, job, "once more, alone");
                outcome = try_once(worker, vm, job);
                outcome->alone = TRUE;
                g_ptr_array_add(result->outcomes, outcome);
                if (*vm)
                        tck_pool_end(worker->pool, g_steal_pointer(vm));
        }
        /* An attempt that was cancelled shows nothing about the clause. */
        if (!tck_cancelled() || !bad)
                tck_inbox_put_result(worker->inbox, worker->slot, g_steal_pointer(&result));
}

void tck_attempt_nothing(const TckWorker *worker, const TckJob *job, const TckObstacle *obstacle) {
        TckResult *result = tck_worker_result(worker, job);
        TckOutcome *outcome = tck_outcome_new(obstacle->verdict);

        outcome->message = g_strdup(obstacle->reason);
        outcome->ours = obstacle->ours;
        outcome->elsewhere = obstacle->elsewhere;
        g_ptr_array_add(result->outcomes, outcome);
        tck_inbox_put_result(worker->inbox, worker->slot, result);
}
