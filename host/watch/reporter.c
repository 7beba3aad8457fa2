/* SPDX-License-Identifier: BSD-2-Clause */
#include "reporter.h"

#include "incident_core.h"
#include "child.h"
#include "evidence.h"
#include "hook.h"
#include "json.h"
#include "wait.h"

static const double RESETS_SECONDS = 2, SETTLED_SECONDS = 3;

/* What the hypervisor told of its own troubles so long before an incident may have to do with it. */
enum { CONTEXT_SECONDS = 60, CONTEXT_MAX = 8 };

TckReporter *tck_reporter_new(TckWatch *watch, const TckHypervisor *hypervisor, gpointer data, const char *guest,
                              const char *console) {
        TckReporter *reporter = g_new0(TckReporter, 1);

        reporter->watch = watch;
        reporter->history = tck_history_new(watch);
        reporter->context = g_ptr_array_new_with_free_func(g_free);
        reporter->hypervisor = hypervisor;
        reporter->data = data;
        reporter->guest = g_strdup(guest);
        tck_boot_console_set_path(&reporter->console, console);
        return reporter;
}

void tck_reporter_free(TckReporter *reporter) {
        if (!reporter)
                return;
        tck_history_free(reporter->history);
        g_ptr_array_unref(reporter->context);
        tck_boot_console_set_path(&reporter->console, NULL);
        g_free(reporter->architecture);
        g_free(reporter->guest);
        g_free(reporter);
}

/* ---- hypervisors come and go ---- */

void tck_reporter_over(TckReporter *reporter) {
        tck_boot_console_end(&reporter->console);
        tck_history_close(reporter->history, FALSE);
}

void tck_reporter_begin(TckReporter *reporter, const char *guest, const char *architecture) {
        tck_history_close(reporter->history, FALSE);
        if (guest) {
                g_free(reporter->guest);
                reporter->guest = g_strdup(guest);
        }
        g_free(reporter->architecture);
        reporter->architecture = g_strdup(architecture);
        tck_history_clear(reporter->history);
        reporter->last = NULL;
        reporter->shut_down = reporter->notified = FALSE;
        g_ptr_array_set_size(reporter->context, 0);
        tck_boot_console_begin(&reporter->console);
        reporter->reset = 0;
}

/* ---- what is known ---- */

TckIncident *tck_reporter_last(TckReporter *reporter) {
        return reporter->last ? reporter->last->incident : NULL;
}

gboolean tck_reporter_done(const TckReporter *reporter) {
        return reporter->watch->once && reporter->incidents;
}

/* ---- what belongs to an incident ---- */

static void learn_run_state(const TckReporter *reporter, TckIncident *incident) {
        char *state = *incident->run_state ? NULL : reporter->hypervisor->run_state(reporter->data);

        if (state) {
                g_free(incident->run_state);
                incident->run_state = state;
        }
}

static void keep_console(const TckReporter *reporter, const TckHistoryEntry *entry) {
        const TckBootConsole *console = &reporter->console;
        g_autoptr(GError) error = NULL;

        if (!entry->folder || !console->path)
                return;
        tck_archive_make_room(reporter->watch->archive, entry->folder,
                              tck_evidence_console_bytes(console->path, console->boot));
        if (!tck_evidence_keep_console(entry->folder, console->path, console->boot, entry->incident, &error))
                tck_incident_add_trouble(entry->incident, error->message);
}

static void resolve(const TckReporter *reporter, TckIncident *incident) {
        g_autoptr(GError) error = NULL;

        if (!tck_incident_resolve(incident, reporter->watch->symbols, &error))
                tck_incident_add_trouble(incident, error->message);
}

static gboolean wants_core(const TckReporter *reporter, const TckHistoryEntry *entry) {
        TckIncidentKind kind = entry->incident->kind;

        if (!entry->folder || reporter->watch->core == TCK_CORE_NEVER)
                return FALSE;
        return kind == TCK_INCIDENT_PANICKED || kind == TCK_INCIDENT_UNNOTIFIED ||
               reporter->watch->core == TCK_CORE_ALWAYS;
}

static void take_core(const TckReporter *reporter, const TckHistoryEntry *entry) {
        g_autoptr(GError) error = NULL;

        if (wants_core(reporter, entry) &&
            !reporter->hypervisor->take_core(reporter->data, entry->incident, entry->folder, &error))
                tck_incident_add_trouble(entry->incident, error->message);
}

static void run_hook(const TckReporter *reporter, const TckHistoryEntry *entry) {
        const TckWatch *watch = reporter->watch;
        g_autoptr(GError) error = NULL;

        if (!watch->hook || !entry->folder ||
            tck_hook_run(watch->hook, entry->incident, entry->folder, tck_deadline(watch->hook_timeout), &error))
                return;
        g_prefix_error(&error, "the hook: ");
        tck_incident_add_trouble(entry->incident, error->message);
        tck_history_write(reporter->history, entry);
}

/* Writes the record first, so that it is there whatever comes next; once more when all is collected, and if the hook fails. What goes
 * wrong is noted in the incident. */
static void collect(const TckReporter *reporter, TckHistoryEntry *entry) {
        TckArchive *archive = reporter->watch->archive;
        g_autoptr(GError) error = NULL;

        entry->folder = tck_archive_create(archive, entry->incident, &error);
        if (!entry->folder)
                tck_watch_note(reporter->watch, entry->incident->guest, "%s", error->message);
        tck_history_write(reporter->history, entry);
        learn_run_state(reporter, entry->incident);
        keep_console(reporter, entry);
        resolve(reporter, entry->incident);
        take_core(reporter, entry);
        tck_history_write(reporter->history, entry);
        run_hook(reporter, entry);
        if (entry->folder)
                tck_archive_settle(archive, entry->folder);
        tck_watch_tell(reporter->watch,
                       (TckTold){.kind = TCK_TOLD_INCIDENT, .incident = entry->incident, .folder = entry->folder});
}

/* ---- what the hypervisor tells of itself ---- */

static void add_context(TckReporter *reporter, JsonObject *event) {
        char *text = tck_incident_context(event);

        if (!text)
                return;
        if (reporter->context->len == CONTEXT_MAX)
                g_ptr_array_remove_index(reporter->context, 0);
        g_ptr_array_add(reporter->context, text);
        reporter->troubled = g_get_monotonic_time();
}

static void take_context(TckReporter *reporter, TckIncident *incident) {
        gint64 since = g_get_monotonic_time() - reporter->troubled;

        for (guint i = 0; since < (gint64) CONTEXT_SECONDS * G_USEC_PER_SEC && i < reporter->context->len; i++)
                g_ptr_array_add(incident->context, g_strdup(reporter->context->pdata[i]));
        g_ptr_array_set_size(reporter->context, 0);
}

/* ---- an incident ---- */

/* Whether the host knows by this that the guest panicked. */
static gboolean is_notice(const TckIncident *incident) {
        return incident->kind == TCK_INCIDENT_PANICKED || incident->kind == TCK_INCIDENT_CRASH_LOADED ||
               incident->kind == TCK_INCIDENT_UNNOTIFIED;
}

void tck_reporter_report(TckReporter *reporter, TckIncident *incident) {
        TckHistory *history = reporter->history;
        TckHistoryEntry *repeated = tck_history_find(history, incident);

        reporter->incidents++;
        reporter->notified |= is_notice(incident);
        if (repeated) {
                tck_incident_free(incident);
                reporter->last = repeated;
                tck_history_count(history, repeated);
        } else {
                take_context(reporter, incident);
                reporter->last = tck_history_add(history, incident);
                collect(reporter, reporter->last);
        }
}

void tck_reporter_update(TckReporter *reporter) {
        if (reporter->last)
                tck_history_write(reporter->history, reporter->last);
}

/* ---- what the console alone tells ---- */

TckIncidentKind tck_reporter_console_kind(TckReporter *reporter, gboolean runs, TckIncidentKind otherwise) {
        g_autoptr(TckOops) oops = reporter->notified ? NULL : tck_boot_console_oops(&reporter->console);

        if (!oops || !oops->panic || !oops->last || (runs && !oops->over))
                return otherwise;
        return oops->crash_kernel ? TCK_INCIDENT_CRASH_LOADED : TCK_INCIDENT_UNNOTIFIED;
}

/* Linux goes on for ever after a panic, with interrupts enabled. Kernels that do not say when they have said the last of it have said
 * it when nothing has come for a while. */
void tck_reporter_look(TckReporter *reporter) {
        gint64 now = g_get_monotonic_time();
        gboolean settled;
        TckIncidentKind kind;

        if (tck_boot_console_has_grown(&reporter->console))
                reporter->grew = now;
        if (!reporter->grew)
                return;
        settled = now - reporter->grew >= (gint64) (SETTLED_SECONDS * G_USEC_PER_SEC);
        if (settled)
                reporter->grew = 0;
        kind = tck_reporter_console_kind(reporter, !settled, TCK_INCIDENT_KINDS);
        if (kind != TCK_INCIDENT_KINDS)
                tck_reporter_report(reporter, tck_incident_new(kind, reporter->guest));
}

/* ---- what the monitor tells ---- */

/* Firmware resets the machine once more on its way up from a reset. */
static gboolean is_echo(const TckReporter *reporter, const TckIncident *incident) {
        gint64 since = g_get_monotonic_time() - reporter->reset;

        return incident->kind == TCK_INCIDENT_RESET && reporter->reset &&
               since < (gint64) (RESETS_SECONDS * G_USEC_PER_SEC);
}

static void take_incident(TckReporter *reporter, TckIncident *incident) {
        TckIncident *last = tck_reporter_last(reporter);

        if (incident->kind == TCK_INCIDENT_RESET || incident->kind == TCK_INCIDENT_POWERED_OFF)
                incident->kind = tck_reporter_console_kind(reporter, FALSE, incident->kind);
        if (last && tck_incident_follows(incident, last)) {
                g_free(last->reason);
                last->reason = g_strdup(incident->reason);
                /* What came of its crash kernel stands on the console meanwhile. */
                if (last->kind == TCK_INCIDENT_CRASH_LOADED)
                        keep_console(reporter, reporter->last);
                tck_reporter_update(reporter);
                tck_incident_free(incident);
        } else if (last && reporter->last->open && tck_incident_is_told_twice(incident, last)) {
                if (!g_ptr_array_find_with_equal_func(last->also, incident->channel, g_str_equal, NULL))
                        g_ptr_array_add(last->also, g_strdup(incident->channel));
                tck_reporter_update(reporter);
                tck_incident_free(incident);
        } else if (is_echo(reporter, incident)) {
                /* A third one so soon is not the firmware's. */
                if (++reporter->echoes > 1 && last && last->kind == TCK_INCIDENT_RESET)
                        tck_history_count(reporter->history, reporter->last);
                tck_incident_free(incident);
        } else {
                reporter->echoes = 0;
                tck_reporter_report(reporter, incident);
        }
}

static void begin_boot(TckReporter *reporter) {
        tck_history_close(reporter->history, TRUE);
        reporter->notified = FALSE;
        reporter->reset = g_get_monotonic_time();
        tck_boot_console_reset(&reporter->console);
}

void tck_reporter_event(TckReporter *reporter, JsonObject *event) {
        const char *name = tck_json_string(event, "event");
        TckIncident *incident = tck_incident_of_event(event, reporter->guest, reporter->architecture);

        add_context(reporter, event);
        reporter->notified |= incident && is_notice(incident);
        if (g_str_equal(name, "SHUTDOWN"))
                reporter->shut_down = TRUE;
        else if (g_str_equal(name, "RESET") || g_str_equal(name, "RESUME"))
                reporter->shut_down = FALSE;
        if (incident)
                take_incident(reporter, incident);
        if (g_str_equal(name, "RESUME"))
                tck_history_close(reporter->history, FALSE);
        if (g_str_equal(name, "RESET"))
                begin_boot(reporter);
}

void tck_reporter_end(TckReporter *reporter, int status) {
        TckIncident *last = tck_reporter_last(reporter);

        if (!reporter->shut_down) {
                tck_reporter_report(reporter, tck_incident_of_end(status, reporter->guest));
        } else if (last && status != -1) {
                g_free(last->end);
                last->end = tck_child_status_text(status);
                tck_reporter_update(reporter);
        }
}
