/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_run.h"

#include <fcntl.h>

#include "error.h"
#include "file.h"
#include "folder.h"
#include "lab.h"
#include "lab_course.h"
#include "program.h"
#include "wait.h"

enum {
        PATIENCE = 4, /* times the timeout, for VMs in the lab, whose clock also runs while its own machine waits */
        SILENCE = 24, /* times the timeout, without any message from the run in the lab */
        STALL = 2,    /* times that silence, with messages but without a result */
};

/* ---- dividing the jobs ---- */

static void lab_run_free(gpointer data) {
        TckLabRun *lab = data;

        g_ptr_array_unref(lab->jobs);
        g_free(lab->no_snapshot);
        g_free(lab);
}

static GPtrArray *make_labs(const TckWorker *model, guint count) {
        GPtrArray *labs = g_ptr_array_new_with_free_func(lab_run_free);

        for (guint i = 0; i < count; i++) {
                TckLabRun *lab = g_new0(TckLabRun, 1);

                lab->worker = *model;
                lab->worker.slot += i * (TCK_LAB_SLOTS + 1);
                lab->number = i + 1;
                lab->jobs = g_ptr_array_new_with_free_func(g_free);
                g_ptr_array_add(labs, lab);
        }
        return labs;
}

/* The lab with the fewest jobs. */
static TckLabRun *idlest(const GPtrArray *labs) {
        TckLabRun *best = labs->pdata[0];

        for (guint i = 1; i < labs->len; i++)
                if (((const TckLabRun *) labs->pdata[i])->jobs->len < best->jobs->len)
                        best = labs->pdata[i];
        return best;
}

/* Whether all jobs have the same machine type, and whether they have the same boot method. */
static gboolean have_one(const GPtrArray *jobs, gboolean *ret_one_boot) {
        gboolean one_machine = TRUE;

        *ret_one_boot = TRUE;
        for (guint i = 1; i < jobs->len; i++) {
                const TckVmConfig *first = &((const TckJob *) jobs->pdata[0])->config;
                const TckVmConfig *config = &((const TckJob *) jobs->pdata[i])->config;

                one_machine = one_machine && g_str_equal(config->machine, first->machine);
                *ret_one_boot = *ret_one_boot && config->boot == first->boot;
        }
        return one_machine;
}

/* Jobs of equal shares go to the same lab. A run in a lab has each of its cases on each of its machine types and boot methods; so if
 * there are several of these, each lab gets some of them. Otherwise VMs of the same hardware share a boot, and domains are separate. Free
 * with g_free(). */
static char *share_of(const TckJob *job, gboolean one_machine, gboolean one_boot) {
        if (!one_machine)
                return g_strdup(job->config.machine);
        if (!one_boot)
                return g_strdup(job->config.boot->name);
        return job->tested->domain ? g_strdup(job->tested->name) : tck_vm_config_hardware(&job->config);
}

GPtrArray *tck_lab_run_divide(const TckWorker *model, GPtrArray *jobs, guint most) {
        g_autoptr(GHashTable) shares = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(GPtrArray) labs = make_labs(model, most);
        gboolean one_boot, one_machine = have_one(jobs, &one_boot);

        for (guint i = 0; i < jobs->len; i++) {
                TckJob *job = jobs->pdata[i];
                g_autofree char *share = share_of(job, one_machine, one_boot);
                TckLabRun *lab = g_hash_table_lookup(shares, share);

                if (!lab)
                        g_hash_table_insert(shares, g_steal_pointer(&share), lab = idlest(labs));
                g_ptr_array_add(lab->jobs, job);
        }
        g_ptr_array_set_free_func(jobs, NULL);
        g_ptr_array_unref(jobs);
        for (guint i = labs->len; i; i--)
                if (!((const TckLabRun *) labs->pdata[i - 1])->jobs->len)
                        g_ptr_array_remove_index(labs, i - 1);
        return g_steal_pointer(&labs);
}

/* A lab's folder in the folder of the run: "lab", "lab-2" for the second lab. Free with g_free(). */
static char *folder_of(const TckLabRun *lab, const char *name) {
        g_autofree char *own = lab->number > 1 ? g_strdup_printf("%s-%u", name, lab->number) : g_strdup(name);

        return tck_resume_folder(lab->worker.inbox->run, own);
}

/* ---- the run ---- */

/* "pc,q35": the names of all jobs, each once. */
static char *names_of(const GPtrArray *jobs, const char *(*name_of)(const TckJob *job)) {
        g_autoptr(GString) names = g_string_new(NULL);
        g_autoptr(GHashTable) there = g_hash_table_new(g_str_hash, g_str_equal);

        for (guint i = 0; i < jobs->len; i++) {
                const char *name = name_of(jobs->pdata[i]);

                if (g_hash_table_add(there, (gpointer) name))
                        g_string_append_printf(names, "%s%s", names->len ? "," : "", name);
        }
        return g_strdup(names->str);
}

static const char *machine_of(const TckJob *job) {
        return job->config.machine;
}

static const char *boot_of(const TckJob *job) {
        return job->config.boot->name;
}

static const char *case_of(const TckJob *job) {
        return job->tested->name;
}

/* What its jobs test, which have one architecture: that of the lab. */
static const TckTarget *target_of(const TckLabRun *lab) {
        return tck_worker_target(&lab->worker, lab->jobs->pdata[0]);
}

/* The command for the lab's shell. The lab's clock has the time of the snapshot, so it is set. Free with g_free(). */
static char *command_of(const TckLabRun *lab) {
        const TckRunOptions *options = lab->worker.options;
        const TckTarget *target = target_of(lab);
        g_autoptr(GString) line = g_string_new(NULL);
        g_autofree char *machines = names_of(lab->jobs, machine_of), *boots = names_of(lab->jobs, boot_of),
                        *cases = names_of(lab->jobs, case_of);
        g_auto(GStrv) names = g_strsplit(cases, ",", -1);
        char seconds[G_ASCII_DTOSTR_BUF_SIZE];

        g_string_printf(line,
                        "date -s @%" G_GINT64_FORMAT " >/dev/null; exec " TCK_LAB_HARNESS
                        " run --stream 3 --stream-files --format tap --output /tmp/run --qemu " TCK_LAB_QEMU
                        " --guests " TCK_LAB_GUESTS " --accel kvm --lab never --profile %s --timeout %s",
                        g_get_real_time() / G_USEC_PER_SEC, target->profile->name,
                        g_ascii_dtostr(seconds, sizeof seconds, options->timeout * PATIENCE));
        g_string_append_printf(line, " --layer %s --machine", tck_layer_name(options->layer));
        tck_shell_append(line, machines);
        g_string_append(line, " --boot");
        tck_shell_append(line, boots);
        g_string_append(line, options->fresh ? " --fresh" : "");
        g_string_append(line, options->no_retry ? " --no-retry" : "");
        for (const char *const *argument = target->scope->qemu.arguments; argument && *argument; argument++) {
                g_string_append(line, " --qemu-arg");
                tck_shell_append(line, *argument);
        }
        for (char **name = names; *name; name++)
                tck_shell_append(line, *name);
        return g_strdup(line->str);
}

/* Processes messages until the command has ended. Messages alone do not show that the run makes progress: results do. */
static gboolean follow(TckLabCourse *course, TckLab *lab, GError **error) {
        double silence = course->lab->worker.options->timeout * SILENCE;
        gint64 limit = tck_deadline(silence * STALL);

        while (!course->exited) {
                g_autoptr(JsonObject) message = tck_lab_vm_next(lab->vm, tck_deadline(silence), error);
                guint pending = g_hash_table_size(course->pending);

                if (!message || !tck_lab_course_take(course, message, error))
                        return FALSE;
                if (g_hash_table_size(course->pending) < pending)
                        limit = tck_deadline(silence * STALL);
                else if (g_get_monotonic_time() > limit)
                        return tck_error_set(error, TCK_ERROR_PROTOCOL,
                                             "it sends messages, but had no result for %.0f seconds", silence * STALL);
        }
        return tck_lab_vm_flush(lab->vm, tck_deadline(silence), error);
}

static void tell(const char *what, gpointer data) {
        const TckWorker *worker = data;
        g_autofree char *text = g_strconcat("the lab: ", what, NULL);

        tck_inbox_put_activity(worker->inbox, worker->slot, text);
}

/* One lab after the other: the first one makes the snapshot that the others restore. */
static TckLab *open_lab(const TckLabCourse *course, const char *directory, GError **error) {
        static GMutex mutex;
        const TckWorker *worker = &course->lab->worker;
        const TckQemu *qemu = target_of(course->lab)->qemu;
        g_autofree char *name = g_strdup_printf("%s-lab-%u", worker->inbox->run->id, course->lab->number);
        g_autoptr(GMutexLocker) locker = NULL;
        g_auto(TckFd) output = -1;

        if (!tck_make_folder(directory, 0755, error) ||
            (output = tck_create_file(directory, "output.log", O_WRONLY, error)) < 0)
                return NULL;
        locker = g_mutex_locker_new(&mutex);
        return tck_lab_open(&(TckLabOptions){.qemu = qemu->program,
                                             .guests = qemu->guests,
                                             .arch = qemu->arch,
                                             .name = name,
                                             .directory = directory,
                                             .timeout = worker->options->timeout,
                                             .libvirt = worker->options->layer == TCK_LAYER_LIBVIRT,
                                             .tell = tell,
                                             .data = (gpointer) worker},
                            output, error);
}

static gboolean run(TckLabCourse *course, const char *machine, GError **error) {
        const TckWorker *worker = &course->lab->worker;
        g_autofree char *command = command_of(course->lab);
        g_autoptr(TckLab) lab = open_lab(course, machine, error);

        if (!lab)
                return FALSE;
        if (!course->lab->no_snapshot)
                course->lab->no_snapshot = g_strdup(lab->no_snapshot);
        tell("its run begins", (gpointer) worker);
        course->begun = tck_lab_vm_command(lab->vm, command, tck_deadline(worker->options->timeout), error);
        if (!course->begun || !follow(course, lab, error)) {
                g_prefix_error(error, "the lab: ");
                return FALSE;
        }
        if (!course->ended)
                return tck_error_set(error, TCK_ERROR_CLOSED,
                                     "the run in the lab ended early, with exit status %d: see output.log",
                                     course->status);
        return !g_hash_table_size(course->pending) ||
               tck_error_set(error, TCK_ERROR_PROTOCOL, "the run in the lab ended without a result for this case");
}

/* FALSE: the machine fell silent, and jobs are left. Another machine may be used for them, for what has to be tested is not to blame for
 * the emulation of its host. */
static gboolean attempt(TckLabRun *lab, const char *files, const char *machine_name, gboolean last) {
        const TckWorker *worker = &lab->worker;
        g_autofree char *folder = folder_of(lab, files), *machine = folder_of(lab, machine_name);
        g_autoptr(GError) error = NULL;
        TckLabCourse course;
        gboolean good = tck_lab_course_begin(&course, lab, folder, &error) && run(&course, machine, &error);
        gboolean silent = !good && !last && course.begun && g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT);

        if (silent)
                tck_lab_course_keep_pending(&course);
        else if (!good && !tck_cancelled())
                tck_lab_course_give_up(&course, machine, error);
        for (guint slot = 0; slot <= course.slots; slot++)
                tck_inbox_put_activity(worker->inbox, worker->slot + slot, NULL);
        tck_lab_course_clear(&course);
        return !silent;
}

gpointer tck_lab_run_work(gpointer data) {
        TckLabRun *lab = data;
        TckSlots *slots = lab->worker.options->slots;

        if (tck_slots_take(slots)) {
                if (!attempt(lab, "lab", "lab-machine", FALSE) && !tck_cancelled())
                        attempt(lab, "lab-again", "lab-machine-again", TRUE);
                tck_slots_give_back(slots);
        }
        tck_inbox_put_end(lab->worker.inbox, lab->worker.slot);
        return NULL;
}
