/* SPDX-License-Identifier: BSD-2-Clause */
#include "pool.h"

#include "snapshot.h"
#include "wait.h"

enum { FIRMWARE_PATIENCE = 6 };

typedef enum { SNAPSHOT_UNTRIED, SNAPSHOT_MAKING, SNAPSHOT_TRIED } SnapshotState;

typedef struct {
        SnapshotState state;
        TckSnapshot *snapshot; /* NULL also if QEMU could make none: each VM boots then */
        guint waiting;         /* units that have not been taken */
} Hardware;

struct TckPool {
        const TckQemu *qemu;
        const TckRunOptions *options;

        TckRun *run; /* its counts of VMs, which nobody else looks at before it is over, are guarded as what is below */
        GMutex mutex; /* guards all below */
        GCond changed;
        GPtrArray *units;        /* TckUnit *; NULL in the place of one that was taken */
        GHashTable *hardware;    /* name → Hardware; it has the same ones all the time */
        GHashTable *broken;      /* tck_vm_config_make() of VMs that do not boot → why not */
        GHashTable *directories; /* how many VMs had that name */
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

/* NULL for a hardware that no unit has. */
static Hardware *find_hardware(const TckPool *pool, const TckVmConfig *config) {
        g_autofree char *name = tck_vm_config_hardware(config);

        return g_hash_table_lookup(pool->hardware, name);
}

TckPool *tck_pool_new(const TckQemu *qemu, const TckRunOptions *options, TckRun *run, GPtrArray *units) {
        TckPool *pool = g_new0(TckPool, 1);

        pool->qemu = qemu;
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

/* A domain and a VM of another hypervisor are a case's own: none waits for the snapshot of another. */
static gboolean shares_boots(const TckPool *pool, const TckUnit *unit) {
        const TckCase *first = ((const TckJob *) unit->jobs->pdata[0])->tested;

        return pool->qemu && !pool->options->fresh && !first->domain;
}

/* Takes the unit in that place, if there is one and it can start now. Called with the mutex held. */
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

/* A snapshot that was to be made, by a unit that booted no VM, is left to the next one. */
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
        return pool->options->timeout * (config->boot->firmware ? FIRMWARE_PATIENCE : 1);
}

char *tck_pool_folder(TckPool *pool, const TckVmConfig *config, char **ret_process) {
        g_autofree char *name = tck_vm_config_name(config);
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&pool->mutex);
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(pool->directories, name)) + 1;
        g_autofree char *folder = count == 1 ? g_strdup(name) : g_strdup_printf("%s.%u", name, count);

        g_hash_table_replace(pool->directories, g_strdup(name), GUINT_TO_POINTER(count));
        *ret_process = g_strdup_printf("%s-%s", pool->run->id, folder);
        return g_build_filename(pool->run->directory, folder, NULL);
}

/* The guests that a VM has booted, and those that it was restored with. */
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
        g_autoptr(TckVm) vm = NULL;

        if (snapshot) {
                vm = tck_snapshot_restore(snapshot, pool->qemu, config, process, folder, deadline, error);
                count(pool, config, 0, vm ? 1 : 0);
                return g_steal_pointer(&vm);
        }
        count(pool, config, 1, 0);
        vm = tck_vm_start(pool->qemu, config, process, folder, TCK_ORIGIN_BOOT, -1, deadline, error);
        return vm && tck_vm_boot(vm, deadline, error) ? g_steal_pointer(&vm) : NULL;
}

/* A reset boots the guest again: through firmware that takes as long as the first time. */
void tck_pool_end(TckPool *pool, TckVm *vm) {
        count(pool, &vm->config, vm->probe->hellos - 1, 0);
        tck_vm_free(vm);
}

/* Boots a VM where there is no snapshot, for that reason (taken over; NULL: no news), the first of which is kept: the run takes
 * longer for it, and says why. One that was cancelled is not tried again. */
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

/* A snapshot that QEMU does not take is as good as none. */
TckVm *tck_pool_obtain_other(TckPool *pool, const TckVmConfig *config, GError **error) {
        const Hardware *hardware = find_hardware(pool, config);
        const TckSnapshot *snapshot; /* stays, once it is there */
        GError *reason = NULL;
        TckVm *vm;

        g_mutex_lock(&pool->mutex);
        snapshot = hardware ? hardware->snapshot : NULL;
        g_mutex_unlock(&pool->mutex);
        vm = snapshot ? start(pool, config, snapshot, &reason) : NULL;
        return vm ? vm : boot_instead(pool, config, reason, error);
}

/* The first VM of a hardware is booted, and is made the snapshot of that the units to come start from. Without one it is booted again: a
 * migration that failed may have left anything behind. */
TckVm *tck_pool_obtain(TckPool *pool, const TckVmConfig *config, GError **error) {
        Hardware *hardware = find_hardware(pool, config);
        TckSnapshot *made = NULL;
        gboolean making; /* by this worker: tck_pool_take_unit() holds back the others */
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
        if (vm) /* if not: tck_pool_give_back() */
                hardware->state = SNAPSHOT_TRIED;
        g_cond_broadcast(&pool->changed);
        g_mutex_unlock(&pool->mutex);
        return vm;
}

/* ---- what does not boot ---- */

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
