/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_jobs.h"

#include "kvm.h"
#include "lab_contents.h"

/* If KVM does not answer, the case runs here and reports that. */
static gboolean lacks_hyperv(void) {
        g_autofree char *missing = NULL;

        return tck_kvm_ask_hyperv(TCK_KVM_DEVICE, &missing, NULL) && missing;
}

static gboolean need_hyperv(const GPtrArray *jobs) {
        for (guint i = 0; i < jobs->len; i++)
                if (((const TckJob *) jobs->pdata[i])->tested->needs.hyperv)
                        return TRUE;
        return FALSE;
}

GPtrArray *tck_lab_jobs_take(const TckRunOptions *options, GPtrArray *jobs) {
        gboolean hyperv = options->lab == TCK_LAB_AUTO && !options->connect && need_hyperv(jobs) && lacks_hyperv();
        GPtrArray *taken = g_ptr_array_new_with_free_func(g_free);

        for (guint i = 0; i < jobs->len;) {
                const TckJob *job = jobs->pdata[i];
                gboolean needed = options->lab == TCK_LAB_ALWAYS || (hyperv && job->tested->needs.hyperv);

                if (needed && tck_lab_boots(job->config.boot))
                        g_ptr_array_add(taken, g_ptr_array_steal_index(jobs, i));
                else
                        i++;
        }
        return taken;
}

const char *tck_lab_jobs_cannot(const TckRunOptions *options, const TckJob *job) {
        return options->lab == TCK_LAB_ALWAYS && !tck_lab_boots(job->config.boot)
                       ? "the lab has no UEFI firmware and no images of disks: --boot multiboot runs in it"
                       : NULL;
}
