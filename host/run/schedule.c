/* SPDX-License-Identifier: BSD-2-Clause */
#include "schedule.h"

#include "error.h"
#include "arch.h"

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
                g_set_error(error, TCK_ERROR, TCK_ERROR_USAGE, "%s matches only cases of another layer: --layer %s",
                            pattern, elsewhere);
        else
                g_set_error(error, TCK_ERROR, TCK_ERROR_USAGE, "no case matches %s (`pvpanic-tck list` names them all)",
                            pattern);
        return FALSE;
}

static TckJob *job_new(const TckCase *tested, const TckArch *arch, const char *machine, const TckBoot *boot) {
        TckJob *job = g_new0(TckJob, 1);

        job->tested = tested;
        job->config = tck_arch_vm(arch, g_intern_string(machine), boot);
        job->config.spec = tested->vm;
        tck_arch_choose_channel(arch, tested, &job->config.spec);
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
                                        g_ptr_array_add(jobs, job_new(tested, arch, machines[m], *boots));
                        }
        return g_steal_pointer(&jobs);
}

/* ---- units ---- */

void tck_unit_free(TckUnit *unit) {
        if (!unit)
                return;
        g_ptr_array_unref(unit->jobs);
        g_free(unit->name);
        g_free(unit->hardware);
        g_free(unit);
}

static TckUnit *unit_new(const TckJob *job) {
        TckUnit *unit = g_new0(TckUnit, 1);

        unit->jobs = g_ptr_array_new_with_free_func(g_free);
        unit->name = tck_vm_config_name(&job->config);
        unit->hardware = tck_vm_config_hardware(&job->config);
        unit->firmware = job->config.boot->firmware;
        return unit;
}

/* The unit that the job joins, a new one if it cannot join any. `open` contains units whose last job does not end the VM. */
static TckUnit *find_unit(GPtrArray *open, GPtrArray *units, const TckJob *job) {
        g_autofree char *name = tck_vm_config_name(&job->config);
        TckUnit *unit;

        for (guint i = 0; i < open->len && !job->tested->needs.untouched; i++) {
                unit = open->pdata[i];
                if (g_str_equal(unit->name, name))
                        return unit;
        }
        unit = unit_new(job);
        g_ptr_array_add(units, unit);
        g_ptr_array_add(open, unit);
        return unit;
}

/* Positions in a unit: jobs that need an untouched VM, then others, then the one that ends the VM. */
enum { FIRST, BETWEEN, LAST, TURNS };

static int turn_of(const TckCase *tested) {
        return tested->needs.untouched ? FIRST : tck_case_ends(tested) ? LAST : BETWEEN;
}

/* Takes one unit of each hardware in turn. */
static void deal(GPtrArray *units, gboolean firmware, GPtrArray *dealt) {
        guint before;

        do {
                g_autoptr(GHashTable) round = g_hash_table_new(g_str_hash, g_str_equal);

                before = dealt->len;
                for (guint i = 0; i < units->len;) {
                        TckUnit *unit = units->pdata[i];

                        if (unit->firmware == firmware && g_hash_table_add(round, unit->hardware))
                                g_ptr_array_add(dealt, g_ptr_array_remove_index(units, i));
                        else
                                i++;
                }
        } while (dealt->len > before);
}

GPtrArray *tck_schedule_units(GPtrArray *jobs, gboolean fresh) {
        g_autoptr(GPtrArray) open = g_ptr_array_new(), units = g_ptr_array_new();
        GPtrArray *dealt = g_ptr_array_new_with_free_func((GDestroyNotify) tck_unit_free);

        g_ptr_array_set_free_func(jobs, NULL);
        for (int turn = FIRST; turn < TURNS; turn++)
                for (guint i = 0; i < jobs->len; i++) {
                        TckJob *job = jobs->pdata[i];
                        gboolean due = (fresh ? FIRST : turn_of(job->tested)) == turn;
                        TckUnit *unit = due ? find_unit(open, units, job) : NULL;

                        if (unit)
                                g_ptr_array_add(unit->jobs, job);
                        if (unit && (fresh || tck_case_ends(job->tested)))
                                g_ptr_array_remove(open, unit);
                }
        g_ptr_array_unref(jobs);
        deal(units, TRUE, dealt);
        deal(units, FALSE, dealt);
        return dealt;
}
