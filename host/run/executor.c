/* SPDX-License-Identifier: BSD-2-Clause */
#include "executor.h"

#include "wait.h"

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

static void run_unit(const TckWorker *worker, const TckUnit *unit) {
        const TckJob *first = unit->jobs->pdata[0];
        gboolean firmware = FALSE;
        g_autofree char *cannot = worker->qemu ? tck_qemu_cannot(worker->qemu, &first->config, &firmware) : NULL;
        TckVm *vm = NULL;

        for (guint i = 0; i < unit->jobs->len && !tck_cancelled(); i++) {
                const TckJob *job = unit->jobs->pdata[i];
                gboolean takes_vm = !cannot && tck_attempt_takes_vm(worker, job);

                if (takes_vm && !vm)
                        vm = obtain(worker, job);
                if (cannot)
                        tck_attempt_skip(worker, job, cannot, firmware);
                else if (vm || !takes_vm)
                        tck_attempt(worker, &vm, job);
                else if (!tck_cancelled())
                        tck_attempt_give_up(worker, job, tck_pool_broken(worker->pool, &job->config));
        }
        if (vm)
                tck_pool_end(worker->pool, vm);
}

static gpointer work(gpointer data) {
        const TckWorker *worker = data;
        TckUnit *unit;

        while ((unit = tck_pool_take_unit(worker->pool))) {
                run_unit(worker, unit);
                tck_pool_give_back(worker->pool, unit);
        }
        tck_inbox_put_end(worker->inbox, worker->slot);
        return NULL;
}

void tck_execute(const TckWorker *model, guint count) {
        g_autofree TckWorker *workers = g_new0(TckWorker, count);
        g_autofree GThread **threads = g_new0(GThread *, count);

        for (guint i = 0; i < count; i++) {
                workers[i] = *model;
                workers[i].slot = i;
                threads[i] = g_thread_new("worker", work, &workers[i]);
        }
        tck_inbox_take_all(model->inbox, count);
        for (guint i = 0; i < count; i++)
                g_thread_join(threads[i]);
}
