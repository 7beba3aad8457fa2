/* SPDX-License-Identifier: BSD-2-Clause */
#include "schedule.h"

#include "error.h"
#include "machine.h"

/* ---- jobs ---- */

static gboolean matches_any(const char *name, const char *const *patterns) {
        if (!patterns || !*patterns)
                return TRUE;
        for (; *patterns; patterns++)
                if (tck_case_matches(name, *patterns))
                        return TRUE;
        return FALSE;
}

static gboolean check_pattern(const GPtrArray *cases, TckLayer layer, const char *pattern, GError **error) {
        const char *elsewhere = NULL;

        for (guint i = 0; i < cases->len; i++) {
                const TckCase *tested = cases->pdata[i];

                if (!tck_case_matches(tested->name, pattern))
                        continue;
                if (tck_case_layer(tested) == layer)
                        return TRUE;
                elsewhere = tck_layer_name(tck_case_layer(tested));
        }
        if (elsewhere)
                g_set_error(error, TCK_ERROR, TCK_ERROR_USAGE, "what matches %s is of another layer: --layer %s",
                            pattern, elsewhere);
        else
                g_set_error(error, TCK_ERROR, TCK_ERROR_USAGE, "no case matches %s (`pvpanic-tck list` names them all)",
                            pattern);
        return FALSE;
}

static TckJob *job_new(const TckCase *tested, const char *machine, const TckBoot *boot) {
        TckJob *job = g_new0(TckJob, 1);

        job->tested = tested;
        job->config = (TckVmConfig){.spec = tested->vm, .machine = g_intern_string(machine), .boot = boot};
        return job;
}

GPtrArray *tck_schedule_jobs(const GPtrArray *cases, TckLayer layer, const char *const *patterns, const TckArch *arch,
                             const char *const *machines, const TckBoot *const *boots, GError **error) {
        g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func(g_free);

        for (gsize i = 0; patterns && patterns[i]; i++)
                if (!check_pattern(cases, layer, patterns[i], error))
                        return NULL;
        for (; *boots; boots++)
                for (gsize m = 0; machines[m]; m++)
                        for (guint i = 0; i < cases->len; i++) {
                                const TckCase *tested = cases->pdata[i];

                                if (tck_case_runs_on(tested, layer) && matches_any(tested->name, patterns) &&
                                    tck_machine_concerns(arch, machines[m], *boots, tested))
                                        g_ptr_array_add(jobs, job_new(tested, machines[m], *boots));
                        }
        return g_steal_pointer(&jobs);
}

/* ---- units ---- */

void tck_unit_free(TckUnit *unit) {
        if (!unit)
                return;
        g_ptr_array_unref(unit->jobs);
        g_free(unit->hardware);
        g_free(unit);
}

static TckUnit *unit_new(const TckJob *job) {
        TckUnit *unit = g_new0(TckUnit, 1);

        unit->jobs = g_ptr_array_new_with_free_func(g_free);
        unit->hardware = tck_vm_config_hardware(&job->config);
        unit->firmware = job->config.boot->firmware;
        return unit;
}

static gboolean ends(const TckUnit *unit) {
        const TckJob *last = unit->jobs->len ? unit->jobs->pdata[unit->jobs->len - 1] : NULL;

        return last && tck_case_ends(last->tested);
}

/* Whether the job can be the next in the unit. */
static gboolean fits(const TckUnit *unit, const TckJob *job) {
        return !ends(unit) && !(job->tested->needs.untouched && unit->jobs->len);
}

/* The unit of the job's configuration that others may still join; made if there is none. */
static TckUnit *open_unit(GHashTable *open, GPtrArray *units, const TckJob *job) {
        char *name = tck_vm_config_name(&job->config);
        TckUnit *unit = g_hash_table_lookup(open, name);

        if (unit && fits(unit, job)) {
                g_free(name);
                return unit;
        }
        unit = unit_new(job);
        g_ptr_array_add(units, unit);
        g_hash_table_replace(open, name, unit);
        return unit;
}

/* In what turn jobs are placed: those that come first in their VM, those that end it, and between them all others. */
enum { FIRST, BETWEEN, LAST, TURNS };

static int turn_of(const TckCase *tested) {
        return tested->needs.untouched ? FIRST : tck_case_ends(tested) ? LAST : BETWEEN;
}

static void place(GPtrArray *jobs, GPtrArray *units, GHashTable *open, int turn) {
        for (guint i = 0; i < jobs->len; i++) {
                TckJob *job = jobs->pdata[i];

                if (turn_of(job->tested) == turn)
                        g_ptr_array_add(open_unit(open, units, job)->jobs, job);
        }
}

/* Takes one unit of each hardware in turn. */
static void deal(GPtrArray *units, gboolean firmware, GPtrArray *dealt) {
        g_autoptr(GHashTable) taken = g_hash_table_new(g_direct_hash, g_direct_equal);
        gboolean progress;

        do {
                g_autoptr(GHashTable) round = g_hash_table_new(g_str_hash, g_str_equal);

                progress = FALSE;
                for (guint i = 0; i < units->len; i++) {
                        TckUnit *unit = units->pdata[i];

                        if (unit->firmware != firmware || g_hash_table_contains(taken, unit) ||
                            !g_hash_table_add(round, unit->hardware))
                                continue;
                        g_hash_table_add(taken, unit);
                        g_ptr_array_add(dealt, unit);
                        progress = TRUE;
                }
        } while (progress);
}

GPtrArray *tck_schedule_units(GPtrArray *jobs, gboolean fresh) {
        g_autoptr(GHashTable) open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(GPtrArray) units = g_ptr_array_new();
        GPtrArray *dealt = g_ptr_array_new_with_free_func((GDestroyNotify) tck_unit_free);

        g_ptr_array_set_free_func(jobs, NULL);
        if (fresh) {
                for (guint i = 0; i < jobs->len; i++) {
                        TckUnit *unit = unit_new(jobs->pdata[i]);

                        g_ptr_array_add(unit->jobs, jobs->pdata[i]);
                        g_ptr_array_add(units, unit);
                }
        } else {
                for (int turn = FIRST; turn < TURNS; turn++)
                        place(jobs, units, open, turn);
        }
        g_ptr_array_unref(jobs);
        deal(units, TRUE, dealt);
        deal(units, FALSE, dealt);
        return dealt;
}
