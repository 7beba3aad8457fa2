/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases in VMs of QEMU, whose monitor only the kit uses. */
#include "check_private.h"

#include "error.h"
#include "screen.h"
#include "wait.h"

static TckProbe *probe(const Tck *t) {
        return t->vm->probe;
}

static GPid process(const Tck *t) {
        return t->vm->child->pid;
}

static gboolean pump(Tck *t, gint64 until) {
        if (tck_vm_pump(t->vm, until, &t->error))
                return TRUE;
        if (g_error_matches(t->error, TCK_ERROR, TCK_ERROR_CLOSED))
                tck_vm_wait_exit(t->vm, check_deadline(t), NULL, NULL);
        return FALSE;
}

/* Samples of the first CPU, a round trip each. */
enum { LOOKS = 20 };

/* Where a CPU is that works in the BIOS and nowhere else. NULL if it does not, or that cannot be found out. Free with g_free(). */
static char *place_in_bios(Tck *t) {
        g_autoptr(GPtrArray) looks = g_ptr_array_new_with_free_func((GDestroyNotify) g_array_unref);
        gint64 last = check_deadline(t);
        GArray *look;

        if (!t->arch->bios_end || t->vm->config.boot->firmware)
                return NULL;
        while (looks->len < LOOKS && (look = tck_vcpu_look(t->vm->qmp, 0, last, NULL)))
                g_ptr_array_add(looks, look);
        return looks->len == LOOKS && tck_vcpu_stays_below(looks, 0, t->arch->bios_end) ? tck_vcpu_text(looks, 0)
                                                                                        : NULL;
}

/* It is the BIOS's failure, and not the probe's or a busy machine's, if the BIOS was at work for half of the time, and still is. The error
 * is of no use after the verdict. */
static gboolean await_hello(Tck *t, guint number, GError **error) {
        guint64 before = tck_load_of(process(t)).ran, ran;
        g_autofree char *place = NULL;

        if (tck_probe_await_hello(t->vm->probe, number, tck_deadline(t->boot_timeout), error))
                return TRUE;
        ran = tck_load_of(process(t)).ran - before;
        if (!g_error_matches(*error, TCK_ERROR, TCK_ERROR_TIMEOUT) ||
            (double) ran < t->boot_timeout / 2 * G_USEC_PER_SEC || !(place = place_in_bios(t)))
                return FALSE;
        tck_fail(t, "the machine to boot again", "that its BIOS still works after %.1f s: %s",
                 (double) ran / G_USEC_PER_SEC, place);
        return FALSE;
}

static void check_left(Tck *t) {
        if (!t->tested->ends)
                tck_expect_status(t, "running");
}

static void check_at_last(Tck *t) {
        check_strays(t, t->vm->qmp->stray_replies - t->strays);
}

static gboolean wait_exit(Tck *t, gint64 deadline, int *ret_status, GError **error) {
        return tck_vm_wait_exit(t->vm, deadline, ret_status, error);
}

static void explain_end(Tck *t, GError **error) {
        tck_vm_explain_end(t->vm, error);
}

/* A command to a QEMU that is about to end can make it hang (docs/findings/qmp-command-at-exit.md). */
static gboolean take_screen(Tck *t, const char *path, gint64 deadline, gboolean *ret_taken, GError **error) {
        return t->ending || tck_screen_take(t->vm->qmp, path, deadline, ret_taken, error);
}

static gboolean clear(Tck *t) {
        char *event;

        while ((event = check_take_event(t)))
                g_free(event);
        check_end_cores(t);
        return tck_vm_flush(t->vm, &t->error);
}

static const CheckHypervisor qemu = {
        .name = "QEMU",
        .check_needs = check_needs_of_qemu,
        .probe = probe,
        .process = process,
        .pump = pump,
        .settle = check_settle,
        .fence = check_fence,
        .take_event = check_take_event,
        .await_hello = await_hello,
        .trouble = check_child_trouble,
        .control = check_control_qemu,
        .check_left = check_left,
        .check_at_last = check_at_last,
        .wait_exit = wait_exit,
        .explain_end = explain_end,
        .take_screen = take_screen,
        .clear = clear,
};

Tck *tck_begin(const TckCase *tested, TckVm *vm, const TckProfile *profile, double timeout, double boot_timeout) {
        Tck *t = check_new(tested, &qemu, timeout, vm->name, vm->directory);

        t->vm = vm;
        t->arch = vm->qemu->arch;
        t->profile = profile;
        t->boot_timeout = boot_timeout;
        t->hellos = vm->probe->hellos;
        t->strays = vm->qmp->stray_replies;
        t->cores = g_ptr_array_new_with_free_func((GDestroyNotify) tck_core_free);
        t->core_files = g_ptr_array_new_with_free_func(g_free);
        return t;
}
