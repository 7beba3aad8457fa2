/* SPDX-License-Identifier: BSD-2-Clause */
/* The beginning and the end of a case. */
#include "check_private.h"

#include "autopsy.h"
#include "error.h"
#include "evidence.h"

Tck *tck_begin(const TckCase *tested, TckVm *vm, const TckProfile *profile, double timeout, double boot_timeout) {
        Tck *t = g_new0(Tck, 1);

        t->tested = tested;
        t->vm = vm;
        t->profile = profile;
        t->timeout = timeout;
        t->boot_timeout = boot_timeout;
        t->hellos = tck_probe_hellos(tck_vm_probe(vm));
        t->strays = qmp_stray_replies(tck_vm_qmp(vm));
        t->began = g_get_monotonic_time();
        t->outcome = tck_outcome_new(TCK_PASS);
        t->outcome->artifacts = g_strdup(tck_vm_directory(vm));
        t->cores = g_ptr_array_new_with_free_func((GDestroyNotify) tck_core_free);
        t->core_files = g_ptr_array_new_with_free_func(g_free);
        return t;
}

/* A case that ends its VM leaves no monitor to ask; one that does not has to leave the guest running and idle. */
static void check_what_is_left(Tck *t) {
        g_autoptr(JsonObject) event = NULL;
        g_autofree char *seen = NULL;
        GError *error = NULL;

        tck_at(t, NULL);

        if (!t->over && !t->tested->ends)
                tck_expect_status(t, "running");
        if (!t->over && tck_probe_hellos(tck_vm_probe(t->vm)) != t->hellos)
                tck_fail(t, "a guest that runs on", "that it started anew");
        if (!t->over && tck_probe_garbage(tck_vm_probe(t->vm)))
                check_garbage(t);
        if (!t->over && t->started && !t->tested->ends)
                check_decide(t, TCK_ERROR_VERDICT, g_strdup("the case left an operation of the guest unfinished"));
        if (!t->over && (event = check_take_event(t))) {
                seen = check_event_text(event);
                tck_fail(t, "no further event", "%s", seen);
        }
        if (!t->over && qmp_stray_replies(tck_vm_qmp(t->vm)) != t->strays)
                tck_fail(t, "one reply to each command", "a reply that no command asked for");
        if (!t->over && !t->tested->ends && !tck_vm_is_proven(t->vm))
                tck_control(t);
        if (!tck_vm_flush(t->vm, &error)) {
                /* Over whatever verdict there was: nobody could check it any more. */
                g_clear_pointer(&t->outcome->message, g_free);
                g_clear_pointer(&t->outcome->expected, g_free);
                g_clear_pointer(&t->outcome->seen, g_free);
                t->over = FALSE;
                check_trouble(t, "the evidence to be written", error);
        }
}

/* How QEMU has ended, -1 if it has not. */
static int exit_status(Tck *t) {
        int status;

        return tck_vm_wait_exit(t->vm, 0, &status, NULL) ? status : -1;
}

/* What became of the guest in a case that came out badly: told by the events, by QEMU's end, or by the console alone. Its
 * record goes to the VM's artifacts. */
static void tell_incident(Tck *t) {
        const char *directory = tck_vm_directory(t->vm), *name = tck_vm_name(t->vm);
        g_autofree char *console = g_build_filename(directory, "console.log", NULL);
        g_autoptr(TckOops) oops = tck_evidence_oops(console, 0);
        int status = exit_status(t);
        g_autoptr(GError) error = NULL;
        JsonObject *event;

        while ((event = check_take_event(t)))
                json_object_unref(event);
        if (t->incident && status != -1)
                t->incident->end = tck_child_status_text(status);
        else if (status != -1)
                t->incident = tck_incident_of_end(status, name);
        else if (!t->incident && oops && oops->panic)
                t->incident = tck_incident_new(TCK_INCIDENT_UNNOTIFIED, name);
        if (!t->incident)
                return;
        tck_evidence_read_console(console, t->incident);
        if (!tck_autopsy_resolve(t->incident, NULL, &error) || !tck_evidence_write(directory, t->incident, &error))
                tck_incident_add_trouble(t->incident, g_strdup(error->message));
        t->outcome->incident = tck_incident_words(t->incident);
}

TckOutcome *tck_end(Tck *t) {
        TckOutcome *outcome = t->outcome;

        check_what_is_left(t);
        check_end_cores(t);
        if (outcome->verdict >= TCK_FAIL)
                tell_incident(t);
        g_clear_pointer(&t->incident, tck_incident_free);
        outcome->duration = g_get_monotonic_time() - t->began;
        tck_outcome_end(outcome);
        g_free(t->at);
        g_free(t);
        return outcome;
}
