/* SPDX-License-Identifier: BSD-2-Clause */
#include "demand.h"

const char *tck_demanded_channel(const TckProfile *profile, const TckQemu *qemu, const TckCase *tested,
                                 const TckVmConfig *config) {
        const char *type = qemu ? tck_qemu_machine_type(qemu, config->machine) : config->machine;
        TckVmConfig named = *config;
        g_autofree char *vm = NULL;

        if (qemu && !tck_qemu_has_machine(qemu, config->machine) &&
            !tck_profile_needs_machine(profile, config->machine))
                return NULL;
        named.machine = tck_profile_is_old(profile, type) ? TCK_MACHINE_OLD : type;
        vm = tck_vm_config_name(&named);
        return tck_profile_demands(profile, tested->name, vm);
}

static void add_name(GString *names, const char *name) {
        g_auto(GStrv) there = g_strsplit(names->str, ", ", -1);

        if (!g_strv_contains((const char *const *) there, name))
                g_string_append_printf(names, "%s%s", names->len ? ", " : "", name);
}

void tck_count_demands(TckRunPart *part, const TckRunOptions *options, const TckScope *scope, const TckQemu *qemu,
                       const TckProfile *profile) {
        g_autoptr(GPtrArray) jobs = tck_schedule_jobs(tck_all_cases(), options->layer, NULL, scope->arch,
                                                      scope->machines, scope->boots, NULL);
        g_autoptr(GString) machines = g_string_new(NULL), boots = g_string_new(NULL);

        for (guint i = 0; i < jobs->len; i++) {
                const TckJob *job = jobs->pdata[i];

                if (!tck_demanded_channel(profile, qemu, job->tested, &job->config))
                        continue;
                part->demanded++;
                add_name(machines, job->config.machine);
                add_name(boots, job->config.boot->name);
        }
        if (part->demanded)
                part->scope = g_strdup_printf("%s by %s", machines->str, boots->str);
}
