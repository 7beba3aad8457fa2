/* SPDX-License-Identifier: BSD-2-Clause */
#include "hang.h"

#include "vcpu.h"

enum { LOOKS_MAX = 256 };

/* A looping CPU has to have run for this part of the time that makes a hang. */
static const double LEAST_SHARE = 0.75;

void tck_hang_init(TckHang *hang) {
        *hang = (TckHang){.looks = g_ptr_array_new_with_free_func((GDestroyNotify) g_array_unref)};
}

void tck_hang_clear(TckHang *hang) {
        g_ptr_array_unref(hang->looks);
}

void tck_hang_forget(TckHang *hang) {
        g_ptr_array_set_size(hang->looks, 0);
        hang->reported = FALSE;
}

gboolean tck_hang_is_ended_by(const char *event) {
        static const char *const names[] = {"RESET", "RESUME", "STOP", "SUSPEND", "WAKEUP", "SHUTDOWN", NULL};

        return g_strv_contains(names, event ? event : "");
}

/* Whether the time has passed, and CPUs that loop got their part of it on the host. */
static gboolean has_lasted(const TckHang *hang, double seconds) {
        gint64 since = g_get_monotonic_time() - hang->first;
        double share = seconds * LEAST_SHARE * G_USEC_PER_SEC;

        return since >= (gint64) (seconds * G_USEC_PER_SEC) && tck_vcpus_ran(hang->looks, (guint64) share);
}

gboolean tck_hang_look(TckHang *hang, Qmp *qmp, GPid process, double seconds, gint64 deadline) {
        GArray *look = tck_vcpu_look(qmp, process, deadline, NULL);

        if (!look)
                return FALSE;
        if (!hang->looks->len)
                hang->first = g_get_monotonic_time();
        if (hang->looks->len == LOOKS_MAX)
                g_ptr_array_remove_index(hang->looks, 1);
        g_ptr_array_add(hang->looks, look);
        if (hang->looks->len < 2)
                return FALSE;
        if (!tck_vcpus_hang(hang->looks)) {
                tck_hang_forget(hang);
                return FALSE;
        }
        if (hang->reported || !has_lasted(hang, seconds))
                return FALSE;
        hang->reported = TRUE;
        return TRUE;
}

void tck_hang_list_cpus(const TckHang *hang, GPtrArray *texts) {
        const GArray *last = hang->looks->pdata[hang->looks->len - 1];

        for (guint i = 0; i < last->len; i++)
                g_ptr_array_add(texts, tck_vcpu_text(hang->looks, i));
}
