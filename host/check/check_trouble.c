/* SPDX-License-Identifier: BSD-2-Clause */
/* What went wrong while a case awaited something, and whose fault that is. */
#include "check_private.h"

#include <sys/wait.h>

#include "error.h"

gboolean check_ended_from_outside(const Tck *t, int status) {
        return tck_child_ended_from_outside(status) && WTERMSIG(status) != t->signalled;
}

gboolean check_ended_by_itself(Tck *t, const GError *error) {
        int status;

        return g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED) &&
               tck_vm_wait_exit(t->vm, check_deadline(t), &status, NULL) && !check_ended_from_outside(t, status);
}

void check_qemu_trouble(Tck *t, const char *expected, GError *error) {
        g_autoptr(GError) owned = error;

        if (t->over)
                return;
        if (check_ended_by_itself(t, owned)) {
                tck_vm_explain_end(t->vm, &owned);
                tck_fail(t, expected, "that %s", owned->message);
                return;
        }
        tck_vm_explain_end(t->vm, &owned);
        check_decide(t, TCK_ERROR_VERDICT, g_strdup_printf("waiting for %s: %s", expected, owned->message));
}

void check_refused_or_trouble(Tck *t, const char *expected, GError *error) {
        if (!tck_error_is_refusal(error)) {
                check_qemu_trouble(t, expected, error);
                return;
        }
        tck_fail(t, expected, "that %s", error->message);
        g_error_free(error);
}
