/* SPDX-License-Identifier: BSD-2-Clause */
#include "run.h"

#include <sys/resource.h>

#include "attempt.h"
#include "error.h"
#include "kvm.h"
#include "lab_cache.h"
#include "lab_contents.h"
#include "lab_jobs.h"
#include "lab_run.h"
#include "wait.h"

/* ---- workers ---- */

/* Obtains a VM for the job, unless such VMs do not boot. */
static TckVm *obtain(const TckWorker *worker, const TckJob *job) {
        g_autoptr(GError) error = NULL;
        TckVm *vm;

        if (tck_pool_broken(worker->pool, &job->config))
                return NULL;
        tck_worker_tell(worker, job, "booting");
        vm = tck_pool_obtain(worker->pool, &job->config, &error);
        if (!vm && !tck_cancelled())
                tck_pool_set_broken(worker->pool, &job->config, error->message);
        return vm;
}

/* Why the unit's jobs, which have the same configuration, cannot run. The caller frees its reason. */
static TckObstacle find_obstacle(const TckWorker *worker, const TckJob *first) {
        const TckQemu *qemu = tck_worker_target(worker, first)->qemu;
        TckObstacle obstacle = {.verdict = TCK_SKIP};
        g_autoptr(GError) error = NULL;

        obstacle.reason = g_strdup(tck_lab_jobs_cannot(worker->options, first));
        if (obstacle.reason) {
                obstacle.elsewhere = TRUE;
                return obstacle;
        }
        if (qemu)
                obstacle.reason = tck_qemu_cannot(qemu, &first->config, &obstacle.ours);
        if (obstacle.reason || !first->tested->needs.hyperv || first->tested->domain)
                return obstacle;
        obstacle.elsewhere = TRUE;
        if (!tck_kvm_ask_hyperv(TCK_KVM_DEVICE, &obstacle.reason, &error))
                obstacle = (TckObstacle){.verdict = TCK_ERROR_VERDICT, .reason = g_strdup(error->message)};
        return obstacle;
}

/* Why a VM for the job could not boot. */
static TckObstacle no_vm(const TckWorker *worker, const TckJob *job) {
        const char *kernel = job->tested->needs.kernel, *why = tck_pool_broken(worker->pool, &job->config);
        gboolean lacks = kernel && g_pattern_match_simple(kernel, why);

        return (TckObstacle){
                .verdict = lacks ? TCK_SKIP : TCK_ERROR_VERDICT, .reason = g_strdup(why), .elsewhere = lacks};
}

static void run_unit(const TckWorker *worker, const TckUnit *unit) {
        const TckJob *first = unit->jobs->pdata[0];
        TckObstacle obstacle = find_obstacle(worker, first);
        TckVm *vm = NULL;

        for (guint i = 0; i < unit->jobs->len && !tck_cancelled(); i++) {
                const TckJob *job = unit->jobs->pdata[i];
                gboolean takes_vm = tck_attempt_takes_vm(worker, job);

                if (!obstacle.reason && takes_vm && !vm)
                        vm = obtain(worker, job);
                if (!obstacle.reason && takes_vm && !vm && !tck_cancelled())
                        obstacle = no_vm(worker, job);
                if (obstacle.reason)
                        tck_attempt_nothing(worker, job, &obstacle);
                else if (vm || !takes_vm)
                        tck_attempt(worker, &vm, job);
        }
        if (vm)
                tck_pool_end(worker->pool, vm);
        g_free(obstacle.reason);
}

static gpointer work(gpointer data) {
        const TckWorker *worker = data;
        TckUnit *unit;

        while ((unit = tck_pool_take_unit(worker->pool))) {
                if (tck_slots_take(worker->options->slots)) {
                        run_unit(worker, unit);
                        tck_slots_give_back(worker->options->slots);
                }
                tck_pool_give_back(worker->pool, unit);
        }
        tck_inbox_put_end(worker->inbox, worker->slot);
        return NULL;
}

/* The number of workers. Under AddressSanitizer only one for libvirt, which allocates memory between fork and exec: if another thread
 * held the allocator's lock at the fork, the child would wait forever. */
static guint count_workers(const TckWorker *model, guint units) {
#ifdef __SANITIZE_ADDRESS__
        if (model->options->layer == TCK_LAYER_LIBVIRT)
                return 1;
#endif
        return CLAMP(model->options->workers, 1, MAX(units, 1));
}

/* Each lab uses one CPU. */
enum { LABS_MAX = 2 };

static void add_lab_run(TckRun *run, TckLabRun *lab) {
        run->boots += lab->boots;
        run->restores += lab->restores;
        if (!run->no_snapshot)
                run->no_snapshot = g_steal_pointer(&lab->no_snapshot);
}

/* Processes the threads' messages until all have ended. */
static void join(TckInbox *inbox, GPtrArray *threads) {
        tck_inbox_take_all(inbox, threads->len);
        for (guint i = 0; i < threads->len; i++)
                g_thread_join(threads->pdata[i]);
        g_ptr_array_set_size(threads, 0);
}

static void leave_libvirt(gpointer target, G_GNUC_UNUSED gpointer data) {
        g_clear_pointer(&((TckTarget *) target)->libvirt, tck_libvirt_free);
}

/* What a run has to do. */
typedef struct {
        GPtrArray *units;    /* TckUnit * */
        GPtrArray *lab_jobs; /* TckJob *, for the lab; execute() takes ownership */
        TckResume *resume;   /* the journal; NULL: none */
        GPtrArray *taken;    /* TckResult *, of an earlier run; execute() takes ownership of the results */
} Plan;

/* Runs all units in threads, the workers, and the lab's jobs in others. */
static void execute(TckRun *run, TckWorker *model, const Plan *plan, const GPtrArray *reports) {
        guint count = count_workers(model, plan->units->len);
        g_autoptr(TckPool) pool = tck_pool_new(model->targets, model->options, run, plan->units);
        g_autofree TckWorker *workers = g_new0(TckWorker, count);
        g_autoptr(GPtrArray) threads = g_ptr_array_new(), labs = NULL;
        TckInbox inbox = {.run = run, .reports = reports, .resume = plan->resume};
        struct rusage usage;

        model->pool = pool;
        model->inbox = &inbox;
        for (guint i = 0; i < plan->taken->len; i++)
                tck_inbox_put_result(&inbox, 0, plan->taken->pdata[i]);
        for (guint i = 0; i < count; i++) {
                workers[i] = *model;
                workers[i].slot = i;
                g_ptr_array_add(threads, g_thread_new("worker", work, &workers[i]));
        }
        /* For libvirt, root has become another user, who has no access to the lab and its machine. */
        if (model->options->layer == TCK_LAYER_LIBVIRT) {
                join(&inbox, threads);
                g_ptr_array_foreach((GPtrArray *) model->targets, leave_libvirt, NULL);
        }
        model->slot = count;
        labs = tck_lab_run_divide(model, plan->lab_jobs, MIN(LABS_MAX, g_get_num_processors()));
        for (guint i = 0; i < labs->len; i++)
                g_ptr_array_add(threads, g_thread_new("lab", tck_lab_run_work, labs->pdata[i]));
        join(&inbox, threads);
        for (guint i = 0; i < labs->len; i++)
                add_lab_run(run, labs->pdata[i]);
        getrusage(RUSAGE_SELF, &usage);
        run->peak_memory = (guint64) usage.ru_maxrss * 1024;
}

/* Whether a run that is to be in the lab finds its parts. GLib keeps the cache folder of the first call, and the kit's libvirt sets
 * another one later, so the lab's is looked up now. */
static gboolean lab_is_there(const TckRunOptions *options, GError **error) {
        g_autofree char *cache = tck_lab_cache();
        g_autofree char *kernel = options->lab == TCK_LAB_ALWAYS ? tck_lab_kernel(error) : NULL;

        return kernel || options->lab != TCK_LAB_ALWAYS;
}

/* ---- what is tested ---- */

static gboolean has_jobs(const GPtrArray *jobs, const TckArch *arch) {
        for (guint i = 0; i < jobs->len; i++)
                if (tck_arch_of_vm(&((const TckJob *) jobs->pdata[i])->config) == arch)
                        return TRUE;
        return FALSE;
}

/* Adds a part for each scope to the run, and meets the hypervisors of those that lack nothing. */
static GPtrArray *meet(TckRun *run, const TckRunOptions *options, const GPtrArray *lab_jobs, GError **error) {
        g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func((GDestroyNotify) tck_target_free);

        for (guint i = 0; i < options->scopes->len; i++) {
                const TckScope *scope = options->scopes->pdata[i];
                TckRunPart *part = tck_run_add_part(run, scope->arch->name);
                TckTarget *target;

                part->missing = g_strdup(scope->missing);
                part->optional = scope->optional;
                if (scope->missing)
                        continue;
                target = tck_target_new(run, part, options, scope, has_jobs(lab_jobs, scope->arch), error);
                if (!target)
                        return NULL;
                g_ptr_array_add(targets, target);
        }
        if (!tck_targets_begin(run, targets, options, error))
                return NULL;
        tck_run_sum_parts(run);
        if (targets->len)
                return g_steal_pointer(&targets);
        tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s", ((const TckRunPart *) run->parts->pdata[0])->missing);
        return NULL;
}

/* Moves the results that an earlier run had for some of the jobs to the plan. These jobs are removed. */
static void take_over(Plan *plan, const TckRun *run, const TckWorker *model, GPtrArray *jobs) {
        for (guint i = 0; plan->resume && i < jobs->len;) {
                const TckJob *job = jobs->pdata[i];
                TckResult *result = tck_worker_result(model, job);

                result->lab = jobs == plan->lab_jobs;
                if (tck_resume_take(plan->resume, run, result)) {
                        g_ptr_array_add(plan->taken, result);
                        g_ptr_array_remove_index(jobs, i);
                } else {
                        tck_result_free(result);
                        i++;
                }
        }
}

/* Finds out what there is to test, and what is left to do. */
static gboolean prepare(TckRun *run, TckWorker *model, Plan *plan, const GPtrArray *jobs, GError **error) {
        const TckRunOptions *options = model->options;

        if (lab_is_there(options, error))
                model->targets = meet(run, options, plan->lab_jobs, error);
        if (model->targets && options->resume)
                plan->resume = tck_resume_open(run, options, model->targets, error);
        if (!model->targets || (options->resume && !plan->resume))
                return FALSE;
        take_over(plan, run, model, (GPtrArray *) jobs);
        take_over(plan, run, model, plan->lab_jobs);
        run->taken_over = plan->taken->len;
        return TRUE;
}

static void begin_reports(const GPtrArray *reports, const TckRun *run) {
        for (guint i = 0; i < reports->len; i++) {
                TckReport *report = reports->pdata[i];

                if (report->begin)
                        report->begin(report, run);
        }
}

gboolean tck_run(TckRun *run, const TckRunOptions *options, GPtrArray *jobs, const GPtrArray *reports, GError **error) {
        gint64 began = g_get_monotonic_time();
        g_autoptr(GPtrArray) targets = NULL, units = NULL, taken = g_ptr_array_new();
        TckWorker model = {.options = options};
        Plan plan = {.taken = taken};
        gboolean good;

        run->planned = jobs->len;
        plan.lab_jobs = tck_lab_jobs_take(options, jobs);
        good = prepare(run, &model, &plan, jobs, error);
        targets = (GPtrArray *) model.targets;
        plan.units = units = tck_schedule_units(jobs, options->fresh);
        if (good) {
                begin_reports(reports, run);
                execute(run, &model, &plan, reports);
                run->interrupted = tck_cancelled();
                run->duration = g_get_monotonic_time() - began;
        } else {
                g_ptr_array_unref(plan.lab_jobs);
        }
        good = tck_resume_close(plan.resume, good ? error : NULL) && good;
        if (!good)
                run->failure = g_strdup((*error)->message);
        return good;
}
