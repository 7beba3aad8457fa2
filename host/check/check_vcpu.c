/* SPDX-License-Identifier: BSD-2-Clause */
/* What a case sees of the virtual CPUs, from outside. */
#include "check_private.h"

/* A CPU that runs is seen in another place sooner or later: so many looks, a round trip each, are for one that loops. */
enum { LOOKS = 20 };

/* Whether the looks, the last of which is new, show the state. */
static gboolean shows(const GPtrArray *looks, TckVcpuState state) {
        return tck_vcpu_judge(looks, 0) == state && (state != TCK_VCPU_LOOPS || looks->len >= LOOKS);
}

void tck_expect_vcpu(Tck *t, TckVcpuState state) {
        g_autoptr(GPtrArray) looks = g_ptr_array_new_with_free_func((GDestroyNotify) g_array_unref);
        gint64 last = check_deadline(t);

        while (!t->over && !shows(looks, state)) {
                GError *error = NULL;
                GArray *look = tck_vcpu_look(t->vm->qmp, 0, last, &error);
                g_autofree char *seen = NULL;

                if (!look) {
                        check_refused_or_trouble(t, "the monitor to tell of the virtual CPU", error);
                        return;
                }
                g_ptr_array_add(looks, look);
                seen = tck_vcpu_text(looks, 0);
                if (tck_vcpu_judge(looks, 0) == TCK_VCPU_RUNS || looks->len > LOOKS)
                        g_ptr_array_remove_range(looks, 0, looks->len - 1); /* the probe is yet on its way there */
                if (g_get_monotonic_time() >= last)
                        tck_give_up(t, "the probe was told to stand still, and its %s", seen);
        }
}
