/* SPDX-License-Identifier: BSD-2-Clause */
#include "pool.h"

#include "resume.h"
#include "snapshot.h"
#include "wait.h"

typedef enum { SNAPSHOT_UNTRIED, SNAPSHOT_MAKING, SNAPSHOT_TRIED } SnapshotState;

typedef struct {
        SnapshotState state;
        TckSnapshot *snapshot; /* NULL also if QEMU could not make one: then each VM boots */
        guint waiting;         /* units that were not taken yet */
} Hardware;

struct TckPool {
        const GPtrArray *targets; /* TckTarget * */
        const TckRunOptions *options;

        TckRun *run;  /* its counts of VMs, which are read after the run, are guarded by the mutex */
        GMutex mutex; /* guards everything below */
        GCond changed;
        GPtrArray *units;        /* TckUnit *; NULL if it was taken */
        GHashTable *hardware;    /* name → Hardware; no entry is added or removed during the run */
        GHashTable *broken;      /* tck_vm_config_make() of VMs that do not boot → the reason */
        GHashTable *directories; /* VM name → the number of VMs so far */
};

static void hardware_free(gpointer data) {
        Hardware *hardware = data;

        tck_snapshot_free(hardware->snapshot);
        g_free(hardware);
}

static void count_units(TckPool *pool) {
        for (guint i = 0; i < pool->units->len; i++) {
                const TckUnit *unit = pool->units->pdata[i];
                Hardware *hardware = g_hash_table_lookup(pool->hardware, unit->hardware);

                if (!hardware)
                        g_hash_table_insert(pool->hardware, g_strdup(unit->hardware), hardware = g_new0(Hardware, 1));
                hardware->waiting++;
        }
}

/* NULL for a hardware without units. */
static Hardware *find_hardware(const TckPool *pool, const TckVmConfig *config) {
        g_autofree char *name = tck_vm_config_hardware(config);

        return g_hash_table_lookup(pool->hardware, name);
}

TckPool *tck_pool_new(const GPtrArray *targets, const TckRunOptions *options, TckRun *run, GPtrArray *units) {
        TckPool *pool = g_new0(TckPool, 1);

        pool->targets = targets;
        pool->options = options;
        pool->run = run;
        pool->units = units;
        pool->hardware = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, hardware_free);
        pool->broken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        pool->directories = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_mutex_init(&pool->mutex);
        g_cond_init(&pool->changed);
        count_units(pool);
        return pool;
}

void tck_pool_free(TckPool *pool) {
        if (!pool)
                return;
        g_hash_table_unref(pool->hardware);
        g_hash_table_unref(pool->broken);
        g_hash_table_unref(pool->directories);
        g_mutex_clear(&pool->mutex);
        g_cond_clear(&pool->changed);
        g_free(pool);
}

/* ---- units ---- */

/* Domains and VMs of other hypervisors belong to one case each, and do not wait for a snapshot; of others QEMU may restore only a part. */
static gboolean shares_boots(const TckPool *pool, const TckUnit *unit) {
        const TckJob *first = unit->jobs->pdata[0];
        const TckQemu *qemu = tck_target_of(pool->targets, &first->config)->qemu;

        return qemu && !pool->options->fresh && !first->tested->domain && !first->config.spec.no_medium &&
               !(qemu->arch->no_snapshot_of_cpus && first->config.spec.cpus > 1);
}

/* Takes the unit at this index if it is there and can start now. Called with the mutex held. */
static TckUnit *take_if_ready(TckPool *pool, guint place, gboolean *ret_waiting) {
        TckUnit *unit = pool->units->pdata[place];
        Hardware *hardware = unit ? g_hash_table_lookup(pool->hardware, unit->hardware) : NULL;

        if (!unit)
                return NULL;
        if (hardware->state == SNAPSHOT_MAKING && shares_boots(pool, unit)) {
                *ret_waiting = TRUE;
                return NULL;
        }
        pool->units->pdata[place] = NULL;
        hardware->waiting--;
        if (hardware->waiting && hardware->state == SNAPSHOT_UNTRIED && shares_boots(pool, unit))
                hardware->state = SNAPSHOT_MAKING;
        return unit;
}

TckUnit *tck_pool_take_unit(TckPool *pool) {
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&pool->mutex);
        TckUnit *unit = NULL;
        gboolean waiting = TRUE;

        while (!unit && waiting) {
                waiting = FALSE;
                for (guint i = 0; i < pool->units->len && !unit && !tck_cancelled(); i++)
                        unit = take_if_ready(pool, i, &waiting);
                if (!unit && waiting)
                        g_cond_wait(&pool->changed, &pool->mutex);
        }
        return unit;
}

/* If the unit was to make the snapshot, but booted no VM, the next unit makes it. */
void tck_pool_give_back(TckPool *pool, TckUnit *unit) {
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&pool->mutex);
        Hardware *hardware = g_hash_table_lookup(pool->hardware, unit->hardware);

        if (hardware->state == SNAPSHOT_MAKING)
                hardware->state = SNAPSHOT_UNTRIED;
        g_cond_broadcast(&pool->changed);
        tck_unit_free(unit);
}

/* ---- starting ---- */

double tck_pool_boot_timeout(const TckPool *pool, const TckVmConfig *config) {
        return pool->options->timeout * (config->boot->firmware || config->boot->slow ? TCK_FIRMWARE_PATIENCE : 1);
}

char *tck_pool_folder(TckPool *pool, const TckVmConfig *config, char **ret_process) {
        g_autofree char *name = tck_vm_config_name(config);
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&pool->mutex);
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(pool->directories, name)) + 1;
        g_autofree char *folder = count == 1 ? g_strdup(name) : g_strdup_printf("%s.%u", name, count);

        g_hash_table_replace(pool->directories, g_strdup(name), GUINT_TO_POINTER(count));
        *ret_process = g_strdup_printf("%s-%s", pool->run->id, folder);
        return tck_resume_folder(pool->run, folder);
}

/* Counts a VM's boots and restores. */
static void count(TckPool *pool, const TckVmConfig *config, guint boots, guint restores) {
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&pool->mutex);

        pool->run->boots += boots;
        pool->run->firmware_boots += config->boot->firmware ? boots : 0;
        pool->run->restores += restores;
}

void tck_pool_count_boot(TckPool *pool, const TckVmConfig *config) {
        count(pool, config, 1, 0);
}

/* Boots the VM, or restores it if there is a snapshot. */
static TckVm *start(TckPool *pool, const TckVmConfig *config, const TckSnapshot *snapshot, GError **error) {
        g_autofree char *process = NULL, *folder = tck_pool_folder(pool, config, &process);
        gint64 deadline = tck_deadline(tck_pool_boot_timeout(pool, config));
        const TckQemu *qemu = tck_target_of(pool->targets, config)->qemu;
        g_autoptr(TckVm) vm = NULL;

        if (snapshot) {
                vm = tck_snapshot_restore(snapshot, qemu, config, process, folder, deadline, error);
                count(pool, config, 0, vm ? 1 : 0);
                return g_steal_pointer(&vm);
        }
        count(pool, config, 1, 0);
        vm = tck_vm_start(qemu, config, process, folder, TCK_ORIGIN_BOOT, -1, deadline, error);
        return vm && tck_vm_boot(vm, deadline, error) ? g_steal_pointer(&vm) : NULL;
}

/* Each hello after the first is a boot as well: a reset runs the firmware again. */
void tck_pool_end(TckPool *pool, TckVm *vm) {
        count(pool, &vm->config, MAX(vm->probe->hellos, 1) - 1, 0);
        tck_vm_free(vm);
}

/* Boots a VM for which there is no snapshot. Takes ownership of the reason (NULL: none to report); the first one is kept for the reports.
 * A VM whose start was cancelled is not booted. */
static TckVm *boot_instead(TckPool *pool, const TckVmConfig *config, GError *reason, GError **error) {
        if (reason && tck_cancelled()) {
                g_propagate_error(error, reason);
                return NULL;
        }
        g_mutex_lock(&pool->mutex);
        if (reason && !pool->run->no_snapshot)
                pool->run->no_snapshot = g_strdup(reason->message);
        g_mutex_unlock(&pool->mutex);
        g_clear_error(&reason);
        return start(pool, config, NULL, error);
}

/* If QEMU cannot restore the snapshot, the VM boots. */
TckVm *tck_pool_obtain_other(TckPool *pool, const TckVmConfig *config, GError **error) {
        const Hardware *hardware = find_hardware(pool, config);
        const TckSnapshot *snapshot; /* constant once it is set */
        GError *reason = NULL;
        TckVm *vm;

        g_mutex_lock(&pool->mutex);
        snapshot = hardware ? hardware->snapshot : NULL;
        g_mutex_unlock(&pool->mutex);
        vm = snapshot ? start(pool, config, snapshot, &reason) : NULL;
        return vm ? vm : boot_instead(pool, config, reason, error);
}

/* The first VM of a hardware boots, and the snapshot for later units is made of it. If that fails, another VM boots, because a failed
 * migration may leave the VM in any state. */
TckVm *tck_pool_obtain(TckPool *pool, const TckVmConfig *config, GError **error) {
        Hardware *hardware = find_hardware(pool, config);
        TckSnapshot *made = NULL;
        gboolean making; /* by this worker; other workers wait in tck_pool_take_unit() */
        GError *reason = NULL;
        TckVm *vm;

        g_mutex_lock(&pool->mutex);
        making = hardware->state == SNAPSHOT_MAKING;
        g_mutex_unlock(&pool->mutex);
        if (!making)
                return tck_pool_obtain_other(pool, config, error);
        vm = start(pool, config, NULL, error);
        if (vm)
                made = tck_snapshot_save(vm, tck_deadline(tck_pool_boot_timeout(pool, config)), &reason);
        if (vm && !made) {
                tck_pool_end(pool, vm);
                vm = boot_instead(pool, config, reason, error);
        }
        g_mutex_lock(&pool->mutex);
        hardware->snapshot = made;
        if (vm) /* otherwise tck_pool_give_back() resets the state */
                hardware->state = SNAPSHOT_TRIED;
        g_cond_broadcast(&pool->changed);
        g_mutex_unlock(&pool->mutex);
        return vm;
}

/* ---- VMs that do not boot ---- */

const char *tck_pool_broken(TckPool *pool, const TckVmConfig *config) {
        g_autofree char *made = tck_vm_config_make(config);
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&pool->mutex);

        return g_hash_table_lookup(pool->broken, made);
}

void tck_pool_set_broken(TckPool *pool, const TckVmConfig *config, const char *reason) {
        g_autofree char *made = tck_vm_config_make(config);
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&pool->mutex);

        if (!g_hash_table_contains(pool->broken, made))
                g_hash_table_insert(pool->broken, g_steal_pointer(&made), g_strdup(reason));
}
