/* SPDX-License-Identifier: BSD-2-Clause */
#include "teller.h"

#include <sys/stat.h>

#include "autopsy.h"
#include "child.h"
#include "evidence.h"
#include "hook.h"
#include "json.h"
#include "wait.h"

static const double RESETS_SECONDS = 2;

struct TckTeller {
        TckWatch *watch;
        const TckHypervisor *hypervisor;
        gpointer data;
        char *guest, *console;
        guint incidents;

        /* Of the hypervisor that is there. */
        char *architecture;
        TckIncident *last; /* the incident that what comes next may belong to */
        char *folder;      /* its folder, NULL if there is none */
        gboolean shut_down;
        gboolean notified;   /* of a panic, or of a crash kernel, since the guest was booted */
        guint64 boot;        /* where on the console the guest's last boot begins, as far as it is known */
        guint64 console_end; /* as far as it was looked at for a panic that nobody is told of */
        gint64 reset;        /* when the machine was reset last */
};

/* ---- the watch ---- */

void tck_watch_note(TckWatch *watch, const char *guest, const char *format, ...) {
        g_autofree char *text = NULL;
        va_list list;

        va_start(list, format);
        text = g_strdup_vprintf(format, list);
        va_end(list);
        g_mutex_lock(&watch->mutex);
        watch->note(watch->data, guest, text);
        g_mutex_unlock(&watch->mutex);
}

void tck_watch_end(TckWatch *watch) {
        g_mutex_lock(&watch->mutex);
        watch->end(watch->data);
        g_mutex_unlock(&watch->mutex);
}

/* ---- a teller ---- */

TckTeller *tck_teller_new(TckWatch *watch, const TckHypervisor *hypervisor, gpointer data, const char *guest,
                          const char *console) {
        TckTeller *teller = g_new0(TckTeller, 1);

        teller->watch = watch;
        teller->hypervisor = hypervisor;
        teller->data = data;
        teller->guest = g_strdup(guest);
        teller->console = g_strdup(console);
        return teller;
}

void tck_teller_begin(TckTeller *teller, const char *guest, const char *architecture) {
        if (guest) {
                g_free(teller->guest);
                teller->guest = g_strdup(guest);
        }
        g_free(teller->architecture);
        teller->architecture = g_strdup(architecture);
        g_clear_pointer(&teller->last, tck_incident_free);
        g_clear_pointer(&teller->folder, g_free);
        teller->shut_down = teller->notified = FALSE;
        teller->boot = teller->console_end = 0;
        teller->reset = 0;
}

void tck_teller_free(TckTeller *teller) {
        if (!teller)
                return;
        tck_incident_free(teller->last);
        g_free(teller->folder);
        g_free(teller->architecture);
        g_free(teller->guest);
        g_free(teller->console);
        g_free(teller);
}

void tck_teller_set_console(TckTeller *teller, const char *console) {
        g_free(teller->console);
        teller->console = g_strdup(console);
}

const char *tck_teller_guest(const TckTeller *teller) {
        return teller->guest;
}

TckIncident *tck_teller_last(TckTeller *teller) {
        return teller->last;
}

gboolean tck_teller_notified(const TckTeller *teller) {
        return teller->notified;
}

gboolean tck_teller_shut_down(const TckTeller *teller) {
        return teller->shut_down;
}

gboolean tck_teller_done(const TckTeller *teller) {
        return teller->watch->once && teller->incidents;
}

/* ---- an incident ---- */

/* Takes the error over. */
static void add_trouble(TckIncident *incident, GError *error) {
        tck_incident_add_trouble(incident, g_strdup(error->message));
        g_error_free(error);
}

void tck_teller_update(TckTeller *teller) {
        g_autoptr(GError) error = NULL;

        if (teller->folder && !tck_evidence_write(teller->folder, teller->last, &error))
                tck_watch_note(teller->watch, teller->guest, "cannot write an incident's record: %s", error->message);
}

static void learn_run_state(TckTeller *teller) {
        char *state = *teller->last->run_state ? NULL : teller->hypervisor->run_state(teller->data);

        if (state) {
                g_free(teller->last->run_state);
                teller->last->run_state = state;
        }
}

static void keep_console(TckTeller *teller) {
        GError *error = NULL;

        if (teller->folder && teller->console &&
            !tck_evidence_keep_console(teller->folder, teller->console, teller->boot, teller->last, &error))
                add_trouble(teller->last, error);
}

static void resolve(TckTeller *teller) {
        GError *error = NULL;

        if (!tck_autopsy_resolve(teller->last, teller->watch->symbols, &error))
                add_trouble(teller->last, error);
}

static gboolean wants_core(const TckTeller *teller) {
        TckIncidentKind kind = teller->last->kind;

        if (!teller->folder || teller->watch->core == TCK_CORE_NEVER)
                return FALSE;
        return kind == TCK_INCIDENT_PANICKED || kind == TCK_INCIDENT_UNNOTIFIED ||
               teller->watch->core == TCK_CORE_ALWAYS;
}

static void take_core(TckTeller *teller) {
        GError *error = NULL;
        char *reason;

        if (!wants_core(teller))
                return;
        reason = teller->hypervisor->no_core(teller->data, teller->last);
        if (reason)
                tck_incident_add_trouble(teller->last, reason);
        else if (!teller->hypervisor->take_core(teller->data, teller->last, teller->folder, &error))
                add_trouble(teller->last, error);
}

static void run_hook(TckTeller *teller) {
        const TckWatch *watch = teller->watch;
        g_autoptr(GError) error = NULL;

        if (!watch->hook || !teller->folder)
                return;
        if (!tck_hook_run(watch->hook, teller->last, teller->folder, tck_deadline(watch->hook_timeout), &error)) {
                tck_incident_add_trouble(teller->last, g_strdup_printf("the hook: %s", error->message));
                tck_teller_update(teller);
        }
}

/* Whether the host knows by this that the guest panicked. */
static gboolean is_notice(const TckIncident *incident) {
        return incident->kind == TCK_INCIDENT_PANICKED || incident->kind == TCK_INCIDENT_CRASH_LOADED ||
               incident->kind == TCK_INCIDENT_UNNOTIFIED;
}

/* The record first, so that it is there whatever comes next. */
void tck_teller_tell(TckTeller *teller, TckIncident *incident) {
        TckWatch *watch = teller->watch;
        g_autoptr(GError) error = NULL;

        g_clear_pointer(&teller->last, tck_incident_free);
        g_free(teller->folder);
        teller->last = incident;
        teller->incidents++;
        teller->notified |= is_notice(incident);
        teller->folder = tck_evidence_create(watch->directory, incident, &error);
        if (!teller->folder)
                tck_watch_note(watch, teller->guest, "%s", error->message);
        tck_teller_update(teller);
        learn_run_state(teller);
        keep_console(teller);
        resolve(teller);
        take_core(teller);
        tck_teller_update(teller);
        run_hook(teller);
        g_mutex_lock(&watch->mutex);
        watch->incident(watch->data, incident, teller->folder);
        g_mutex_unlock(&watch->mutex);
}

/* ---- what the guest tells its console alone ---- */

/* The console's size, 0 if there is none. */
static guint64 console_size(const TckTeller *teller) {
        struct stat status;
        gboolean there = teller->console && stat(teller->console, &status) == 0 && S_ISREG(status.st_mode);

        return there ? (guint64) status.st_size : 0;
}

static void begin_boot(TckTeller *teller) {
        teller->notified = FALSE;
        teller->reset = g_get_monotonic_time();
        teller->boot = teller->console_end = console_size(teller);
}

gboolean tck_teller_unnotified(const TckTeller *teller, gboolean runs) {
        g_autoptr(TckOops) oops =
                teller->console && !teller->notified ? tck_evidence_oops(teller->console, teller->boot) : NULL;

        return oops && oops->panic && oops->last && (oops->over || !runs);
}

/* Linux goes on for ever after a panic, with interrupts enabled. */
void tck_teller_look(TckTeller *teller) {
        guint64 before = teller->console_end;

        teller->console_end = console_size(teller);
        if (teller->console_end != before && tck_teller_unnotified(teller, TRUE))
                tck_teller_tell(teller, tck_incident_new(TCK_INCIDENT_UNNOTIFIED, teller->guest));
}

/* ---- what the monitor tells ---- */

/* Firmware resets the machine once more on its way up from a reset. */
static gboolean is_echo(const TckTeller *teller, const TckIncident *incident) {
        gint64 since = g_get_monotonic_time() - teller->reset;

        return incident->kind == TCK_INCIDENT_RESET && teller->reset &&
               since < (gint64) (RESETS_SECONDS * G_USEC_PER_SEC);
}

/* What the event says of how things stand, incident or not. */
static void take_note(TckTeller *teller, const char *event, const TckIncident *incident) {
        teller->notified |= incident && is_notice(incident);
        if (g_str_equal(event, "SHUTDOWN"))
                teller->shut_down = TRUE;
        else if (g_str_equal(event, "RESET") || g_str_equal(event, "RESUME"))
                teller->shut_down = FALSE;
}

static void take_incident(TckTeller *teller, TckIncident *incident) {
        if ((incident->kind == TCK_INCIDENT_RESET || incident->kind == TCK_INCIDENT_POWERED_OFF) &&
            tck_teller_unnotified(teller, FALSE))
                incident->kind = TCK_INCIDENT_UNNOTIFIED;
        if (teller->last && tck_incident_follows(incident, teller->last)) {
                g_free(teller->last->reason);
                teller->last->reason = g_strdup(incident->reason);
                tck_teller_update(teller);
                tck_incident_free(incident);
        } else if (is_echo(teller, incident)) {
                tck_incident_free(incident);
        } else {
                tck_teller_tell(teller, incident);
        }
}

void tck_teller_event(TckTeller *teller, JsonObject *event) {
        const char *name = tck_json_string(event, "event");
        TckIncident *incident = tck_incident_of_event(event, teller->guest, teller->architecture);

        take_note(teller, name, incident);
        if (incident)
                take_incident(teller, incident);
        if (g_str_equal(name, "RESET"))
                begin_boot(teller);
}

void tck_teller_end(TckTeller *teller, int status) {
        if (!teller->shut_down) {
                tck_teller_tell(teller, tck_incident_of_end(status, teller->guest));
        } else if (teller->last && status != -1) {
                teller->last->end = tck_child_status_text(status);
                tck_teller_update(teller);
        }
}
