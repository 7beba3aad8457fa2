/* SPDX-License-Identifier: BSD-2-Clause */
#include "reporter.h"

#include "child.h"
#include "collect.h"
#include "json.h"
#include "wait.h"

/* On a busy host, a crash kernel takes a while to unpack itself before it prints anything; its programs may be silent for longer. */
static const double RESETS_SECONDS = 2, SETTLED_SECONDS = 3, LOADED_SECONDS = 10, OUTCOME_SECONDS = 30;

/* by which the log may lag behind the monitor */
enum { LOG_SECONDS = 10 };

/* An error of the hypervisor counts as related to an incident for so many seconds. */
enum { CONTEXT_SECONDS = 60, CONTEXT_MAX = 8 };

TckReporter *tck_reporter_new(TckWatch *watch, const TckHypervisor *hypervisor, gpointer data, const char *guest,
                              const char *console, const char *log) {
        TckReporter *reporter = g_new0(TckReporter, 1);
        g_autoptr(GError) error = NULL;

        reporter->watch = watch;
        reporter->history = tck_history_new(watch);
        reporter->context = g_ptr_array_new_with_free_func(g_free);
        reporter->hypervisor = hypervisor;
        reporter->data = data;
        reporter->guest = g_strdup(guest);
        tck_boot_console_set_path(&reporter->console, console);
        if (log && !(reporter->log = tck_log_follower_new(log, &error)))
                tck_watch_note(watch, guest, "%s", error->message);
        return reporter;
}

void tck_reporter_free(TckReporter *reporter) {
        if (!reporter)
                return;
        tck_history_free(reporter->history);
        g_ptr_array_unref(reporter->context);
        tck_boot_console_set_path(&reporter->console, NULL);
        tck_log_follower_free(reporter->log);
        g_free(reporter->architecture);
        g_free(reporter->guest);
        g_free(reporter);
}

/* ---- start and end of the hypervisor ---- */

void tck_reporter_over(TckReporter *reporter) {
        tck_boot_console_end(&reporter->console);
        tck_log_follower_forget(reporter->log);
        tck_history_close(reporter->history, FALSE);
}

void tck_reporter_begin(TckReporter *reporter, const char *guest, const char *architecture) {
        reporter->process = 0;
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

/* ---- queries ---- */

/* Whether the incident means that the host knows of the guest's panic. */
static gboolean is_notice(const TckIncident *incident) {
        return incident->kind == TCK_INCIDENT_PANICKED || incident->kind == TCK_INCIDENT_CRASH_LOADED ||
               incident->kind == TCK_INCIDENT_UNNOTIFIED;
}

/* Whether the console shows a crash kernel for the last incident that has not finished. */
static gboolean awaits_outcome(const TckReporter *reporter) {
        const TckIncident *last = reporter->last ? reporter->last->incident : NULL;
        const TckOops *oops = last ? last->oops : NULL;

        return oops && reporter->last->open && !reporter->concluded &&
               (oops->crash_kernel || (oops->loaded && last->kind == TCK_INCIDENT_CRASH_LOADED) ||
                (oops->loaded && last->kind == TCK_INCIDENT_UNNOTIFIED && !oops->over));
}

TckIncident *tck_reporter_last(TckReporter *reporter) {
        return reporter->last ? reporter->last->incident : NULL;
}

gboolean tck_reporter_has_reported_panic(const TckReporter *reporter) {
        return reporter->last && reporter->last->open && is_notice(reporter->last->incident);
}

gboolean tck_reporter_done(const TckReporter *reporter) {
        return reporter->watch->once && reporter->incidents && !awaits_outcome(reporter);
}

/* ---- errors of the hypervisor ---- */

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

void tck_reporter_report(TckReporter *reporter, TckIncident *incident) {
        TckHistory *history = reporter->history;
        TckHistoryEntry *repeated;

        tck_log_follower_explain(reporter->log, incident);
        repeated = tck_history_find(history, incident);
        reporter->incidents++;
        reporter->notified |= is_notice(incident);
        if (repeated) {
                tck_incident_free(incident);
                reporter->last = repeated;
                tck_history_count(history, repeated);
        } else {
                take_context(reporter, incident);
                reporter->concluded = 0;
                reporter->awaited = tck_patience(reporter->process, tck_deadline(OUTCOME_SECONDS));
                reporter->last = tck_history_add(history, incident);
                reporter->reported = g_get_monotonic_time();
                tck_collect(reporter, reporter->last);
        }
}

void tck_reporter_update(TckReporter *reporter) {
        if (reporter->last)
                tck_history_write(reporter->history, reporter->last);
}

void tck_reporter_read_log(TckReporter *reporter) {
        gint64 since = g_get_monotonic_time() - reporter->reported;

        tck_log_follower_take(reporter->log);
        if (reporter->last && since < (gint64) LOG_SECONDS * G_USEC_PER_SEC &&
            tck_log_follower_explain(reporter->log, reporter->last->incident))
                tck_reporter_update(reporter);
}

/* ---- the kind by the console ---- */

TckIncidentKind tck_reporter_console_kind(TckReporter *reporter, gboolean runs, TckIncidentKind otherwise) {
        g_autoptr(TckOops) oops = reporter->notified ? NULL : tck_boot_console_oops(&reporter->console);

        if (!oops || !oops->panic || !oops->last || (runs && !oops->over))
                return otherwise;
        return oops->crash_kernel ? TCK_INCIDENT_CRASH_LOADED : TCK_INCIDENT_UNNOTIFIED;
}

/* ---- the result of a crash kernel ---- */

/* Whether the console shows a crash kernel for the last incident; if so, adds its report to the record. */
static gboolean has_crash_kernel(TckReporter *reporter) {
        TckIncident *last = tck_reporter_last(reporter);
        g_autoptr(TckOops) oops =
                tck_reporter_has_reported_panic(reporter) ? tck_boot_console_oops(&reporter->console) : NULL;

        if (!oops || !oops->crash_kernel)
                return FALSE;
        if (last->kind == TCK_INCIDENT_UNNOTIFIED)
                last->kind = TCK_INCIDENT_CRASH_LOADED;
        if (!last->oops || g_strcmp0(oops->crash_kernel, last->oops->crash_kernel) != 0) {
                tck_collect_console(reporter, reporter->last);
                tck_reporter_update(reporter);
        }
        return TRUE;
}

static void tell_outcome(const TckReporter *reporter) {
        tck_watch_report(reporter->watch, (TckNotice){.kind = TCK_NOTICE_OUTCOME,
                                                      .incident = reporter->last->incident,
                                                      .folder = reporter->last->folder});
}

/* The crash kernel's result is final: reports it if there is one. */
static void conclude(TckReporter *reporter) {
        const TckOops *oops = reporter->last->incident->oops;
        gboolean first = !reporter->concluded;

        reporter->concluded = g_get_monotonic_time();
        tck_reporter_update(reporter);
        if (first && oops && oops->crash_kernel)
                tell_outcome(reporter);
}

/* After a crash kernel's last line, its result is final in a moment: the hypervisor usually reports an end by then. */
static void follow_crash_kernel(TckReporter *reporter, gboolean grown) {
        const TckIncident *last = tck_reporter_last(reporter);

        if (grown && has_crash_kernel(reporter))
                reporter->awaited = tck_patience(reporter->process,
                                                 tck_deadline(last->oops->gone ? SETTLED_SECONDS : OUTCOME_SECONDS));
        if (awaits_outcome(reporter) && tck_patience_end(&reporter->awaited) <= g_get_monotonic_time())
                conclude(reporter);
}

/* Whether the incident is the end of a crash kernel. */
static gboolean is_outcome(TckReporter *reporter, const TckIncident *incident) {
        gboolean ends = incident->kind == TCK_INCIDENT_RESET || incident->kind == TCK_INCIDENT_POWERED_OFF ||
                        incident->kind == TCK_INCIDENT_PV_SHUTDOWN;
        const TckIncident *last = tck_reporter_last(reporter);

        if (!tck_reporter_has_reported_panic(reporter) || (!ends && incident->kind != TCK_INCIDENT_PANICKED))
                return FALSE;
        if (reporter->concluded)
                return g_get_monotonic_time() - reporter->concluded < (gint64) (RESETS_SECONDS * G_USEC_PER_SEC);
        return has_crash_kernel(reporter) || (ends && last->kind == TCK_INCIDENT_CRASH_LOADED);
}

static void take_outcome(TckReporter *reporter, TckIncident *incident) {
        TckIncident *last = tck_reporter_last(reporter);

        if (incident->kind == TCK_INCIDENT_PANICKED) {
                g_ptr_array_add(last->also, g_strdup(incident->channel));
                g_free(last->action);
                last->action = g_strdup(incident->action);
                g_free(last->run_state);
                last->run_state = g_strdup("");
                tck_collect_run_state(reporter, last);
        } else {
                g_free(last->reason);
                last->reason = g_strdup(incident->reason);
        }
        tck_collect_console(reporter, reporter->last);
        conclude(reporter);
        tck_incident_free(incident);
}

/* ---- the console of a running guest ---- */

/* Whether a silent console is expected to stay silent. */
static gboolean is_settled(TckReporter *reporter, gint64 since) {
        g_autoptr(TckOops) oops = NULL;

        if (since < (gint64) (SETTLED_SECONDS * G_USEC_PER_SEC))
                return FALSE;
        oops = tck_boot_console_oops(&reporter->console);
        return !oops || !oops->loaded || oops->over || tck_patience_end(&reporter->silent) <= g_get_monotonic_time();
}

/* After a panic, Linux loops forever with interrupts enabled. If a kernel does not mark its last line, silence shows it. */
void tck_reporter_look(TckReporter *reporter) {
        gint64 now = g_get_monotonic_time();
        gboolean grown = tck_boot_console_has_grown(&reporter->console), settled;
        TckIncidentKind kind;

        follow_crash_kernel(reporter, grown);
        if (grown) {
                reporter->grew = now;
                reporter->silent = tck_patience(reporter->process, tck_deadline(LOADED_SECONDS));
        }
        if (!reporter->grew)
                return;
        settled = is_settled(reporter, now - reporter->grew);
        if (settled)
                reporter->grew = 0;
        kind = tck_reporter_console_kind(reporter, !settled, TCK_INCIDENT_KINDS);
        if (kind != TCK_INCIDENT_KINDS)
                tck_reporter_report(reporter, tck_incident_new(kind, reporter->guest));
}

/* ---- events of the monitor ---- */

/* Firmware may reset the machine a second time while it restarts. */
static gboolean is_echo(const TckReporter *reporter, const TckIncident *incident) {
        gint64 since = g_get_monotonic_time() - reporter->reset;

        return incident->kind == TCK_INCIDENT_RESET && reporter->reset &&
               since < (gint64) (RESETS_SECONDS * G_USEC_PER_SEC);
}

static void take_incident(TckReporter *reporter, TckIncident *incident) {
        TckIncident *last = tck_reporter_last(reporter);
        gboolean ends = incident->kind == TCK_INCIDENT_RESET || incident->kind == TCK_INCIDENT_POWERED_OFF;

        if (ends)
                incident->kind = tck_reporter_console_kind(reporter, FALSE, incident->kind);
        if (is_outcome(reporter, incident)) {
                take_outcome(reporter, incident);
        } else if (last && tck_incident_follows(incident, last)) {
                g_free(last->reason);
                last->reason = g_strdup(incident->reason);
                tck_reporter_update(reporter);
                tck_incident_free(incident);
        } else if (last && reporter->last->open && tck_incident_is_reported_twice(incident, last)) {
                gboolean more = tck_incident_add_channel(last, incident);

                tck_reporter_update(reporter);
                if (more)
                        tell_outcome(reporter);
                tck_incident_free(incident);
        } else if (is_echo(reporter, incident)) {
                /* A third reset is not the firmware's. */
                if (++reporter->echoes > 1 && last && last->kind == TCK_INCIDENT_RESET)
                        tck_history_count(reporter->history, reporter->last);
                tck_incident_free(incident);
        } else {
                reporter->echoes = 0;
                tck_reporter_report(reporter, incident);
                if (ends)
                        reporter->concluded = g_get_monotonic_time();
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
