/* SPDX-License-Identifier: BSD-2-Clause */
#include "run.h"

#include <sys/resource.h>
#include <sys/wait.h>

#include "check_end.h"
#include "error.h"
#include "known.h"
#include "libvirt_check.h"
#include "machine.h"
#include "snapshot.h"
#include "waiver.h"
#include "wait.h"

enum { FIRMWARE_PATIENCE = 6, ASK_SECONDS = 20 };

typedef enum { SNAPSHOT_UNTRIED, SNAPSHOT_MAKING, SNAPSHOT_TRIED } SnapshotState;

/* What the workers know together of the VMs of one hardware. */
typedef struct {
        SnapshotState state;
        TckSnapshot *snapshot; /* NULL also if QEMU could make none: each VM boots then */
        guint waiting;         /* units nobody has taken yet */
} Hardware;

typedef struct {
        const TckRunOptions *options;
        const TckQemu *qemu;
        TckLibvirt *libvirt; /* NULL for the layer qemu */
        const TckProfile *profile;
        const GPtrArray *reports;
        TckRun *run; /* the main thread's, but for the counters below */
        GMainLoop *loop;
        guint workers;

        GMutex mutex; /* guards all below */
        GCond changed;
        GPtrArray *units;        /* TckUnit *; NULL in the place of one that was taken */
        GHashTable *hardware;    /* name → Hardware */
        GHashTable *broken;      /* tck_vm_config_make() of VMs that do not boot → why not */
        GHashTable *directories; /* how many VMs had that name */
        guint boots, firmware_boots, restores;
} Executor;

typedef struct {
        Executor *executor;
        guint slot;
} Worker;

/* The version of what is tested. */
static guint tested_version(const TckQemu *qemu, TckLibvirt *libvirt) {
        return libvirt ? tck_libvirt_version(libvirt) : tck_qemu_version(qemu);
}

static void hardware_free(gpointer data) {
        Hardware *hardware = data;

        tck_snapshot_free(hardware->snapshot);
        g_free(hardware);
}

/* ---- from the workers to the main thread ---- */

typedef struct {
        Executor *executor;
        guint slot;
        char *activity;
        TckResult *result;
        gboolean done;
} Message;

/* Holds a result to the profile, and lets the user's waivers have their say after that. */
static void take_result(TckRun *run, TckResult *result) {
        tck_result_hold(result, run->profile);
        if (run->waivers)
                tck_waivers_apply(run->waivers, result, run->strict);
        g_ptr_array_add(run->results, result);
}

static gboolean deliver(gpointer data) {
        Message *message = data;
        Executor *executor = message->executor;
        TckRun *run = executor->run;

        if (message->result)
                take_result(run, message->result);
        for (guint i = 0; i < executor->reports->len; i++) {
                TckReport *report = executor->reports->pdata[i];

                if (message->result)
                        report->result(report, run, message->result);
                else
                        report->activity(report, message->slot, message->activity);
        }
        if (message->done && --executor->workers == 0)
                g_main_loop_quit(executor->loop);
        g_free(message->activity);
        g_free(message);
        return G_SOURCE_REMOVE;
}

static void post(Message message) {
        g_idle_add_full(G_PRIORITY_DEFAULT, deliver, g_memdup2(&message, sizeof message), NULL);
}

static void post_activity(Worker *worker, const TckJob *job, const char *what) {
        g_autofree char *vm = tck_vm_config_name(&job->config);

        post((Message){
                .executor = worker->executor, .slot = worker->slot, .activity = g_strdup_printf("%s: %s", vm, what)});
}

static void post_result(Worker *worker, TckResult *result) {
        post((Message){.executor = worker->executor, .slot = worker->slot, .result = result});
}

/* ---- VMs ---- */

/* A folder of its own for each VM: NAME, NAME.2, NAME.3, ... Free with g_free(). */
static char *vm_folder(Executor *executor, const char *name) {
        guint count;

        g_mutex_lock(&executor->mutex);
        count = GPOINTER_TO_UINT(g_hash_table_lookup(executor->directories, name)) + 1;
        g_hash_table_replace(executor->directories, g_strdup(name), GUINT_TO_POINTER(count));
        g_mutex_unlock(&executor->mutex);
        return count == 1 ? g_strdup(name) : g_strdup_printf("%s.%u", name, count);
}

static double boot_timeout(const Executor *executor, const TckVmConfig *config) {
        return executor->options->timeout * (tck_boot_needs_firmware(config->boot) ? FIRMWARE_PATIENCE : 1);
}

/* Ends a VM, and counts how often its guest was booted anew by a reset: firmware takes as long as the first time. */
static void end_vm(Executor *executor, const TckVmConfig *config, TckVm *vm) {
        guint reboots = tck_probe_hellos(tck_vm_probe(vm)) - 1;

        g_mutex_lock(&executor->mutex);
        executor->boots += reboots;
        executor->firmware_boots += tck_boot_needs_firmware(config->boot) ? reboots : 0;
        g_mutex_unlock(&executor->mutex);
        tck_vm_free(vm);
}

static void count(Executor *executor, guint *counter, gboolean more) {
        g_mutex_lock(&executor->mutex);
        *counter += !!more;
        g_mutex_unlock(&executor->mutex);
}

/* Boots the VM, or restores it if there is a snapshot. */
static TckVm *start_vm(Executor *executor, const TckVmConfig *config, const TckSnapshot *snapshot, GError **error) {
        g_autofree char *name = tck_vm_config_name(config);
        g_autofree char *folder = vm_folder(executor, name);
        g_autofree char *directory = g_build_filename(executor->run->directory, folder, NULL);
        g_autofree char *process = g_strdup_printf("%s-%s", executor->run->id, folder);
        gint64 deadline = tck_deadline(boot_timeout(executor, config));
        g_autoptr(TckVm) vm = NULL;

        if (snapshot) {
                vm = tck_snapshot_restore(snapshot, executor->qemu, config, process, directory, deadline, error);
                count(executor, &executor->restores, vm != NULL);
                return g_steal_pointer(&vm);
        }
        count(executor, &executor->boots, TRUE);
        count(executor, &executor->firmware_boots, tck_boot_needs_firmware(config->boot));
        vm = tck_vm_start(executor->qemu, config, process, directory, TCK_ORIGIN_BOOT, -1, deadline, error);
        return vm && tck_vm_boot(vm, deadline, error) ? g_steal_pointer(&vm) : NULL;
}

/* Keeps the first reason why there is no snapshot: the run takes longer for it, and says why. */
static void note_no_snapshot(Executor *executor, const char *reason) {
        g_mutex_lock(&executor->mutex);
        if (!executor->run->no_snapshot)
                executor->run->no_snapshot = g_strdup(reason);
        g_mutex_unlock(&executor->mutex);
}

/* Boots the first VM of a hardware, and makes of it the snapshot that the units to come start from. Without one it is
 * booted again: what a migration that failed left behind is no ground for a verdict. */
static TckVm *start_first(Executor *executor, const TckVmConfig *config, TckSnapshot **ret_snapshot, GError **error) {
        TckVm *vm = start_vm(executor, config, NULL, error);
        g_autoptr(GError) local = NULL;

        if (!vm)
                return NULL;
        *ret_snapshot = tck_snapshot_save(vm, tck_deadline(boot_timeout(executor, config)), &local);
        if (*ret_snapshot)
                return vm;
        end_vm(executor, config, vm);
        if (tck_cancelled()) {
                g_propagate_error(error, g_steal_pointer(&local));
                return NULL;
        }
        note_no_snapshot(executor, local->message);
        return start_vm(executor, config, NULL, error);
}

/* A snapshot that QEMU does not take is as good as none. */
static TckVm *restore_or_boot(Executor *executor, const TckVmConfig *config, const TckSnapshot *snapshot,
                              GError **error) {
        g_autoptr(GError) local = NULL;
        TckVm *vm = snapshot ? start_vm(executor, config, snapshot, &local) : NULL;

        if (vm)
                return vm;
        if (local && tck_cancelled()) {
                g_propagate_error(error, g_steal_pointer(&local));
                return NULL;
        }
        if (local)
                note_no_snapshot(executor, local->message);
        return start_vm(executor, config, NULL, error);
}

static TckVm *obtain_vm(Executor *executor, const TckJob *job, GError **error) {
        g_autofree char *name = tck_vm_config_hardware(&job->config);
        const TckSnapshot *ready;
        TckSnapshot *made = NULL;
        Hardware *hardware;
        gboolean making;
        TckVm *vm;

        g_mutex_lock(&executor->mutex);
        hardware = g_hash_table_lookup(executor->hardware, name);
        making = hardware->state == SNAPSHOT_MAKING; /* by nobody else: next_unit() holds them back */
        ready = hardware->snapshot;                  /* it stays, once it is there */
        g_mutex_unlock(&executor->mutex);

        if (!making)
                return restore_or_boot(executor, &job->config, ready, error);
        vm = start_first(executor, &job->config, &made, error);
        g_mutex_lock(&executor->mutex);
        hardware->snapshot = made;
        if (vm) /* if not: leave_unmade() */
                hardware->state = SNAPSHOT_TRIED;
        g_cond_broadcast(&executor->changed);
        g_mutex_unlock(&executor->mutex);
        return vm;
}

/* ---- jobs ---- */

/* The channel of which the profile demands a case on that VM, NULL if it does not. */
static const char *channel(const TckProfile *profile, const TckQemu *qemu, const TckCase *tested,
                           const TckVmConfig *config) {
        const char *type = tck_qemu_machine_type(qemu, config->machine);
        TckVmConfig named = *config;
        g_autofree char *vm = NULL;

        if (!tck_qemu_has_machine(qemu, config->machine) && !tck_profile_needs_machine(profile, config->machine))
                return NULL;
        named.machine = tck_profile_is_old(profile, type) ? TCK_MACHINE_OLD : type;
        vm = tck_vm_config_name(&named);
        return tck_profile_demands(profile, tested->name, vm);
}

static TckResult *result_new(const Worker *worker, const TckJob *job) {
        const Executor *executor = worker->executor;
        TckResult *result = tck_result_new(job->tested, &job->config);

        result->channel = channel(executor->profile, executor->qemu, job->tested, &job->config);
        return result;
}

/* A failure that is on record, for these versions and just so, is KNOWN; what is on record and holds all the same says so. */
static void look_up(const Executor *executor, const TckJob *job, TckOutcome *outcome) {
        g_autofree char *vm = tck_vm_config_name(&job->config);
        const TckVersions versions = {.qemu = tck_qemu_version(executor->qemu),
                                      .libvirt = executor->libvirt ? tck_libvirt_version(executor->libvirt) : 0};
        gboolean failed = outcome->verdict == TCK_FAIL;
        const char *reason = NULL;

        if (failed || outcome->verdict == TCK_PASS)
                reason = tck_known_reason(job->tested->name, vm, versions, failed ? outcome->message : NULL);
        if (!reason)
                return;
        outcome->verdict = failed ? TCK_KNOWN : TCK_PASS;
        g_free(outcome->message);
        outcome->message = failed ? g_strdup(reason) : g_strdup_printf("passes unexpectedly; on record: %s", reason);
}

static TckOutcome *run_in(Worker *worker, TckVm *vm, const TckJob *job) {
        const Executor *executor = worker->executor;
        TckOutcome *outcome;
        Tck *t;

        post_activity(worker, job, job->tested->name);
        t = tck_begin(job->tested, vm, executor->profile, executor->options->timeout,
                      boot_timeout(executor, &job->config));
        job->tested->run(t);
        outcome = tck_end(t);
        look_up(executor, job, outcome);
        return outcome;
}

static TckOutcome *not_booted(const char *message) {
        TckOutcome *outcome = tck_outcome_new(TCK_ERROR_VERDICT);

        outcome->message = g_strdup(message);
        return outcome;
}

/* Runs a case that came out badly once more, alone in a VM of its own. */
static void run_alone(Worker *worker, const TckJob *job, TckResult *result) {
        g_autoptr(GError) error = NULL;
        TckOutcome *outcome;
        TckVm *vm;

        post_activity(worker, job, "once more, alone");
        vm = obtain_vm(worker->executor, job, &error);
        outcome = vm ? run_in(worker, vm, job) : not_booted(error->message);
        if (vm)
                end_vm(worker->executor, &job->config, vm);
        outcome->alone = TRUE;
        g_ptr_array_add(result->outcomes, outcome);
}

/* Runs a job in the VM, which is ended and cleared if it is of no use afterwards. */
static void run_job(Worker *worker, TckVm **vm, const TckJob *job) {
        g_autoptr(TckResult) result = result_new(worker, job);
        TckOutcome *outcome = run_in(worker, *vm, job);
        gboolean bad = outcome->verdict >= TCK_FAIL;

        g_ptr_array_add(result->outcomes, outcome);
        /* A deviation may leave anything behind, on record or not. */
        if (outcome->verdict >= TCK_KNOWN || job->tested->ends)
                end_vm(worker->executor, &job->config, g_steal_pointer(vm));
        if (bad && !worker->executor->options->no_retry && !tck_cancelled())
                run_alone(worker, job, result);
        /* What was cut short is no verdict on anything. */
        if (!tck_cancelled() || !bad)
                post_result(worker, g_steal_pointer(&result));
}

/* ---- VMs to be refused ---- */

/* Has QEMU make a VM, without running its guest. */
static gboolean attempt_vm(const Executor *executor, const TckVmConfig *config, const char *directory,
                           TckVmAttempt *ret_attempt, GError **error) {
        g_autofree char *folder = g_path_get_basename(directory);
        g_autofree char *process = g_strdup_printf("%s-%s", executor->run->id, folder);

        return tck_vm_attempt(executor->qemu, config, process, directory, tck_deadline(executor->options->timeout),
                              ret_attempt, error);
}

/* What there was instead of a refusal: QEMU ending by itself, in failure, and saying why in words that match. NULL if it was
 * one. Free with g_free(). */
static char *no_refusal(const TckVmAttempt *attempt, const char *pattern) {
        g_autofree char *how = attempt->serves ? NULL : tck_child_status_text(attempt->status);

        if (attempt->serves)
                return g_strdup("that it was made");
        if (WIFEXITED(attempt->status) && WEXITSTATUS(attempt->status) &&
            g_pattern_match_simple(pattern, attempt->words))
                return NULL;
        return g_strdup_printf("that QEMU %s%s%s", how, *attempt->words ? ": " : " without a word", attempt->words);
}

/* A QEMU that makes no other VM either refuses any, which says nothing of the case: the plain one has to work. */
static TckOutcome *control_refusal(Worker *worker, const TckJob *job) {
        Executor *executor = worker->executor;
        TckCase control = *job->tested;
        const TckVmConfig plain = {.machine = job->config.machine, .boot = job->config.boot};
        g_autofree char *name = tck_vm_config_hardware(&plain);
        g_autoptr(GError) error = NULL;
        const Hardware *hardware;
        const TckSnapshot *snapshot;
        TckOutcome *outcome;
        TckVm *vm;

        control.vm = plain.spec;
        g_mutex_lock(&executor->mutex);
        hardware = g_hash_table_lookup(executor->hardware, name);
        snapshot = hardware ? hardware->snapshot : NULL;
        g_mutex_unlock(&executor->mutex);
        vm = restore_or_boot(executor, &plain, snapshot, &error);
        if (!vm)
                return not_booted(error->message);
        outcome = tck_end(
                tck_begin(&control, vm, executor->profile, executor->options->timeout, boot_timeout(executor, &plain)));
        end_vm(executor, &plain, vm);
        return outcome;
}

static TckOutcome *judge_attempt(Worker *worker, const TckJob *job, const char *directory) {
        g_autofree char *seen = NULL;
        g_autoptr(GError) error = NULL;
        g_auto(TckVmAttempt) attempt = {0};
        TckOutcome *outcome;

        if (!attempt_vm(worker->executor, &job->config, directory, &attempt, &error))
                return not_booted(error->message);
        if (!attempt.serves && tck_child_ended_from_outside(attempt.status))
                return not_booted("somebody else made an end of QEMU");
        seen = no_refusal(&attempt, job->tested->refused);
        if (!seen)
                return control_refusal(worker, job);
        outcome = tck_outcome_new(TCK_FAIL);
        outcome->place = g_strdup(job->tested->at);
        outcome->expected = g_strdup_printf("QEMU to refuse such a VM, in words like %s", job->tested->refused);
        outcome->message = g_strdup_printf("expected %s, saw %s", outcome->expected, seen);
        outcome->seen = g_steal_pointer(&seen);
        return outcome;
}

static TckOutcome *try_refused(Worker *worker, const TckJob *job) {
        Executor *executor = worker->executor;
        gint64 began = g_get_monotonic_time();
        g_autofree char *name = tck_vm_config_name(&job->config);
        g_autofree char *folder = vm_folder(executor, name);
        g_autofree char *directory = g_build_filename(executor->run->directory, folder, NULL);
        TckOutcome *outcome = judge_attempt(worker, job, directory);

        if (!outcome->artifacts)
                outcome->artifacts = g_steal_pointer(&directory);
        outcome->duration = g_get_monotonic_time() - began;
        look_up(executor, job, outcome);
        return outcome;
}

/* ---- domains ---- */

static TckOutcome *try_domain(Worker *worker, const TckJob *job) {
        Executor *executor = worker->executor;
        g_autofree char *name = tck_vm_config_name(&job->config);
        g_autofree char *folder = vm_folder(executor, name);
        g_autofree char *directory = g_build_filename(executor->run->directory, folder, NULL);
        TckOutcome *outcome = tck_libvirt_run(executor->libvirt, job->tested, &job->config, worker->slot, directory);

        look_up(executor, job, outcome);
        return outcome;
}

/* A case that has no VM before it begins; once more if it came out badly, as with the others. */
static void run_try(Worker *worker, const TckJob *job, TckOutcome *(*try)(Worker *worker, const TckJob *job)) {
        g_autoptr(TckResult) result = result_new(worker, job);
        TckOutcome *outcome;
        gboolean bad;

        post_activity(worker, job, job->tested->name);
        outcome = try(worker, job);
        bad = outcome->verdict >= TCK_FAIL;
        g_ptr_array_add(result->outcomes, outcome);
        if (bad && !worker->executor->options->no_retry && !tck_cancelled()) {
                outcome = try(worker, job);
                outcome->alone = TRUE;
                g_ptr_array_add(result->outcomes, outcome);
        }
        if (!tck_cancelled() || !bad)
                post_result(worker, g_steal_pointer(&result));
}

static void give_up(Worker *worker, const TckJob *job, const char *message) {
        TckResult *result = result_new(worker, job);

        g_ptr_array_add(result->outcomes, not_booted(message));
        post_result(worker, result);
}

/* `ours` as in TckOutcome. */
static void skip(Worker *worker, const TckJob *job, const char *reason, gboolean ours) {
        TckResult *result = result_new(worker, job);
        TckOutcome *outcome = tck_outcome_new(TCK_SKIP);

        outcome->message = g_strdup(reason);
        outcome->ours = ours;
        g_ptr_array_add(result->outcomes, outcome);
        post_result(worker, result);
}

/* Why VMs that are made like that do not boot, NULL as long as they do. */
static const char *broken(Executor *executor, const TckVmConfig *config) {
        g_autofree char *made = tck_vm_config_make(config);
        const char *reason;

        g_mutex_lock(&executor->mutex);
        reason = g_hash_table_lookup(executor->broken, made);
        g_mutex_unlock(&executor->mutex);
        return reason;
}

static void set_broken(Executor *executor, const TckVmConfig *config, const char *reason) {
        g_autofree char *made = tck_vm_config_make(config);

        g_mutex_lock(&executor->mutex);
        if (!g_hash_table_contains(executor->broken, made))
                g_hash_table_insert(executor->broken, g_steal_pointer(&made), g_strdup(reason));
        g_mutex_unlock(&executor->mutex);
}

/* Whoever was to make the snapshot, and booted no VM, leaves it to the next. */
static void leave_unmade(Executor *executor, Hardware *hardware) {
        g_mutex_lock(&executor->mutex);
        if (hardware->state == SNAPSHOT_MAKING)
                hardware->state = SNAPSHOT_UNTRIED;
        g_cond_broadcast(&executor->changed);
        g_mutex_unlock(&executor->mutex);
}

static void run_unit(Worker *worker, const TckUnit *unit) {
        Executor *executor = worker->executor;
        Hardware *hardware = g_hash_table_lookup(executor->hardware, unit->hardware);
        const TckJob *first = unit->jobs->pdata[0];
        gboolean firmware;
        g_autofree char *cannot = tck_qemu_cannot(executor->qemu, &first->config, &firmware);
        TckVm *vm = NULL;

        for (guint i = 0; i < unit->jobs->len && !tck_cancelled(); i++) {
                const TckJob *job = unit->jobs->pdata[i];
                g_autoptr(GError) error = NULL;

                if (cannot) {
                        skip(worker, job, cannot, firmware);
                        continue;
                }
                if (job->tested->refused) {
                        run_try(worker, job, try_refused);
                        continue;
                }
                if (job->tested->run_domain) {
                        run_try(worker, job, try_domain);
                        continue;
                }
                if (!vm && !broken(executor, &job->config)) {
                        post_activity(worker, job, "booting");
                        vm = obtain_vm(executor, job, &error);
                        if (!vm && !tck_cancelled())
                                set_broken(executor, &job->config, error->message);
                }
                if (vm)
                        run_job(worker, &vm, job);
                else if (!tck_cancelled())
                        give_up(worker, job, broken(executor, &job->config));
        }
        if (vm)
                end_vm(executor, &first->config, vm);
        leave_unmade(executor, hardware);
}

/* ---- workers ---- */

/* Takes the unit in that place, if there is one and it can start now: its hardware's snapshot may be in the making, and is
 * worth waiting for. Called with the mutex held. */
static TckUnit *take_unit(Executor *executor, guint place, gboolean *ret_waiting) {
        TckUnit *unit = executor->units->pdata[place];
        Hardware *hardware = unit ? g_hash_table_lookup(executor->hardware, unit->hardware) : NULL;

        if (!unit)
                return NULL;
        if (hardware->state == SNAPSHOT_MAKING) {
                *ret_waiting = TRUE;
                return NULL;
        }
        executor->units->pdata[place] = NULL;
        hardware->waiting--;
        if (!executor->options->fresh && hardware->waiting && hardware->state == SNAPSHOT_UNTRIED)
                hardware->state = SNAPSHOT_MAKING;
        return unit;
}

/* The next unit to run, once one can start. NULL when there is none left. */
static TckUnit *next_unit(Executor *executor) {
        TckUnit *unit = NULL;
        gboolean waiting = TRUE;

        g_mutex_lock(&executor->mutex);
        while (!unit && waiting) {
                waiting = FALSE;
                for (guint i = 0; i < executor->units->len && !unit && !tck_cancelled(); i++)
                        unit = take_unit(executor, i, &waiting);
                if (!unit && waiting)
                        g_cond_wait(&executor->changed, &executor->mutex);
        }
        g_mutex_unlock(&executor->mutex);
        return unit;
}

static gpointer work(gpointer data) {
        Worker *worker = data;
        TckUnit *unit;

        while ((unit = next_unit(worker->executor))) {
                run_unit(worker, unit);
                tck_unit_free(unit);
        }
        post((Message){.executor = worker->executor, .slot = worker->slot, .done = TRUE});
        return NULL;
}

static void count_hardware(Executor *executor) {
        for (guint i = 0; i < executor->units->len; i++) {
                const TckUnit *unit = executor->units->pdata[i];
                Hardware *hardware = g_hash_table_lookup(executor->hardware, unit->hardware);

                if (!hardware) {
                        hardware = g_new0(Hardware, 1);
                        g_hash_table_insert(executor->hardware, g_strdup(unit->hardware), hardware);
                }
                hardware->waiting++;
        }
}

static void run_workers(Executor *executor, guint count) {
        g_autofree Worker *workers = g_new0(Worker, count);
        g_autofree GThread **threads = g_new0(GThread *, count);

        executor->workers = count;
        for (guint i = 0; i < count; i++) {
                workers[i] = (Worker){executor, i};
                threads[i] = g_thread_new("worker", work, &workers[i]);
        }
        g_main_loop_run(executor->loop);
        for (guint i = 0; i < count; i++)
                g_thread_join(threads[i]);
}

static void execute(TckRun *run, const TckRunOptions *options, const TckQemu *qemu, TckLibvirt *libvirt,
                    const TckProfile *profile, GPtrArray *units, const GPtrArray *reports) {
        Executor executor = {
                .options = options, .qemu = qemu, .libvirt = libvirt, .reports = reports, .run = run, .units = units};
        struct rusage usage;

        executor.profile = profile;
        executor.loop = g_main_loop_new(NULL, FALSE);
        executor.hardware = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, hardware_free);
        executor.broken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        executor.directories = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_mutex_init(&executor.mutex);
        g_cond_init(&executor.changed);
        count_hardware(&executor);

        run_workers(&executor, CLAMP(options->workers, 1, MAX(units->len, 1)));
        run->boots = executor.boots;
        run->firmware_boots = executor.firmware_boots;
        run->restores = executor.restores;
        getrusage(RUSAGE_SELF, &usage);
        run->peak_memory = (guint64) usage.ru_maxrss * 1024;

        g_main_loop_unref(executor.loop);
        g_hash_table_unref(executor.hardware);
        g_hash_table_unref(executor.broken);
        g_hash_table_unref(executor.directories);
        g_mutex_clear(&executor.mutex);
        g_cond_clear(&executor.changed);
}

static TckLibvirt *connect_libvirt(const TckRun *run, const TckRunOptions *options, const TckQemu *qemu,
                                   GError **error) {
        g_autofree char *emulator = g_find_program_in_path(tck_qemu_program(qemu));
        g_autofree char *absolute = emulator ? g_canonicalize_filename(emulator, NULL) : NULL;
        g_autofree char *kernel = tck_qemu_kernel(qemu);

        return tck_libvirt_new(&(TckLibvirtOptions){.connect = options->connect,
                                                    .emulator = g_intern_string(absolute),
                                                    .accel = tck_qemu_accel(qemu),
                                                    .kernel = g_intern_string(kernel),
                                                    .directory = run->directory,
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

static void add_name(GString *names, const char *name) {
        g_auto(GStrv) there = g_strsplit(names->str, ", ", -1);

        if (!g_strv_contains((const char *const *) there, name))
                g_string_append_printf(names, "%s%s", names->len ? ", " : "", name);
}

/* What the profile demands on the machine types and by the ways to boot of this run, of all cases there are. */
static void count_demands(TckRun *run, const TckRunOptions *options, const TckQemu *qemu, const TckProfile *profile) {
        g_autoptr(GPtrArray) jobs =
                tck_schedule_jobs(tck_all_cases(), options->layer, NULL, options->machines, options->boots, NULL);
        g_autoptr(GString) machines = g_string_new(NULL), boots = g_string_new(NULL);

        run->profile = tck_profile_name(profile);
        for (guint i = 0; i < jobs->len; i++) {
                const TckJob *job = jobs->pdata[i];

                if (!channel(profile, qemu, job->tested, &job->config))
                        continue;
                run->demanded++;
                add_name(machines, job->config.machine);
                add_name(boots, tck_boot_name(job->config.boot));
        }
        if (run->demanded)
                run->scope = g_strdup_printf("%s by %s", machines->str, boots->str);
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
        count_demands(run, options, qemu, profile);
        for (guint i = 0; i < reports->len; i++) {
                TckReport *report = reports->pdata[i];

                report->begin(report, run);
        }
        execute(run, options, qemu, libvirt, profile, units, reports);
        run->interrupted = tck_cancelled();
        run->duration = g_get_monotonic_time() - began;
        return TRUE;
}
