/* SPDX-License-Identifier: BSD-2-Clause */
#include "check_private.h"

#include <sys/wait.h>

#include "autopsy.h"
#include "disassembly.h"
#include "error.h"
#include "evidence.h"
#include "pvpanic.h"
#include "wait.h"

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

gint64 check_deadline(const Tck *t) {
        return tck_deadline(t->timeout);
}

/* ---- verdicts ---- */

guint64 tck_argument(const Tck *t) {
        return t->tested->argument;
}

const TckVmSpec *tck_spec(const Tck *t) {
        return &t->tested->vm;
}

guint tck_expected_bits(const Tck *t, TckDevice device, guint64 read) {
        const TckVmConfig *config = tck_vm_config(t->vm);
        const char *type = tck_qemu_machine_type(tck_vm_qemu(t->vm), config->machine);
        guint bits;

        if (config->spec.events)
                return (guint) g_ascii_strtoull(config->spec.events, NULL, 0);
        if (tck_profile_bits(t->profile, device, type, &bits))
                return bits;
        return ((guint) read & PVPANIC_KNOWN_BITS) | PVPANIC_PANICKED;
}

gboolean tck_over(const Tck *t) {
        return t->over;
}

/* A text of the verdict, behind what the case is at. Takes the text over. */
static char *at(const Tck *t, char *text) {
        char *whole = t->at ? g_strdup_printf("%s: %s", t->at, text) : g_strdup(text);

        g_free(text);
        return whole;
}

void tck_at(Tck *t, const char *format, ...) {
        va_list list;

        if (t->over)
                return;
        g_clear_pointer(&t->at, g_free);
        va_start(list, format);
        t->at = format ? g_strdup_vprintf(format, list) : NULL;
        va_end(list);
}

void check_decide(Tck *t, TckVerdict verdict, char *message) {
        t->over = TRUE;
        t->outcome->verdict = verdict;
        t->outcome->message = verdict == TCK_FAIL ? message : at(t, message);
}

void tck_fail(Tck *t, const char *expected, const char *seen_format, ...) {
        va_list list;

        if (t->over)
                return;
        t->outcome->expected = at(t, g_strdup(expected));
        va_start(list, seen_format);
        t->outcome->seen = g_strdup_vprintf(seen_format, list);
        va_end(list);
        check_decide(t, TCK_FAIL, g_strdup_printf("expected %s, saw %s", t->outcome->expected, t->outcome->seen));
}

void tck_skip(Tck *t, const char *format, ...) {
        va_list list;

        if (t->over)
                return;
        va_start(list, format);
        check_decide(t, TCK_SKIP, g_strdup_vprintf(format, list));
        va_end(list);
}

void tck_give_up(Tck *t, const char *format, ...) {
        va_list list;

        if (t->over)
                return;
        va_start(list, format);
        check_decide(t, TCK_ERROR_VERDICT, g_strdup_vprintf(format, list));
        va_end(list);
}

TckOutcome *tck_outcome(Tck *t) {
        return t->outcome;
}

gboolean check_ended_from_outside(const Tck *t, int status) {
        return tck_child_ended_from_outside(status) && WTERMSIG(status) != t->signalled;
}

gboolean check_ended_by_itself(Tck *t, const GError *error) {
        int status;

        return g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED) &&
               tck_vm_wait_exit(t->vm, check_deadline(t), &status, NULL) && !check_ended_from_outside(t, status);
}

void check_trouble(Tck *t, const char *expected, GError *error) {
        g_autoptr(GError) owned = error;

        if (t->over)
                return;
        if (check_ended_by_itself(t, owned)) {
                tck_vm_explain_death(t->vm, &owned);
                tck_fail(t, expected, "that %s", owned->message);
                return;
        }
        tck_vm_explain_death(t->vm, &owned);
        check_decide(t, TCK_ERROR_VERDICT, g_strdup_printf("waiting for %s: %s", expected, owned->message));
}

void check_refused_or_trouble(Tck *t, const char *expected, GError *error) {
        if (!tck_error_is_refusal(error)) {
                check_trouble(t, expected, error);
                return;
        }
        tck_fail(t, expected, "that %s", error->message);
        g_error_free(error);
}

void tck_save_table(Tck *t, const char *name, const guint8 *table, gsize length) {
        const char *directory = tck_vm_directory(t->vm);
        g_autofree char *file = g_strconcat(name, ".aml", NULL);
        g_autofree char *path = g_build_filename(directory, file, NULL);
        GError *error = NULL;

        if (t->over)
                return;
        if (!g_file_set_contents(path, (const char *) table, (gssize) length, &error) ||
            (tck_can_disassemble() &&
             !tck_disassemble_device(directory, name, PVPANIC_ACPI_HID, check_deadline(t), &error)))
                check_trouble(t, "an ACPI table to be kept", error);
}

void tck_expect_number(Tck *t, const char *what, guint64 seen, guint64 expected) {
        g_autofree char *text = NULL;

        if (t->over || seen == expected)
                return;
        text = g_strdup_printf("%s 0x%" G_GINT64_MODIFIER "x", what, expected);
        tck_fail(t, text, "0x%" G_GINT64_MODIFIER "x", seen);
}

/* ---- the end ---- */

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
