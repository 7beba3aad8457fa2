/* SPDX-License-Identifier: BSD-2-Clause */
#include "collect.h"

#include "autopsy.h"
#include "evidence.h"
#include "hook.h"
#include "wait.h"

/* Takes the error over. */
static void add_trouble(TckIncident *incident, GError *error) {
        tck_incident_add_trouble(incident, g_strdup(error->message));
        g_error_free(error);
}

static void learn_run_state(const TckCollector *collector, TckIncident *incident) {
        char *state = *incident->run_state ? NULL : collector->hypervisor->run_state(collector->data);

        if (state) {
                g_free(incident->run_state);
                incident->run_state = state;
        }
}

static void keep_console(const TckCollector *collector, const TckHistoryEntry *entry) {
        const TckBootConsole *console = &collector->console;
        GError *error = NULL;

        if (!entry->folder || !console->path)
                return;
        tck_archive_make_room(collector->watch->archive, entry->folder,
                              tck_evidence_console_bytes(console->path, console->boot));
        if (!tck_evidence_keep_console(entry->folder, console->path, console->boot, entry->incident, &error))
                add_trouble(entry->incident, error);
}

static void resolve(const TckCollector *collector, TckIncident *incident) {
        GError *error = NULL;

        if (!tck_autopsy_resolve(incident, collector->watch->symbols, &error))
                add_trouble(incident, error);
}

static gboolean wants_core(const TckCollector *collector, const TckHistoryEntry *entry) {
        TckIncidentKind kind = entry->incident->kind;

        if (!entry->folder || collector->watch->core == TCK_CORE_NEVER)
                return FALSE;
        return kind == TCK_INCIDENT_PANICKED || kind == TCK_INCIDENT_UNNOTIFIED ||
               collector->watch->core == TCK_CORE_ALWAYS;
}

static void take_core(const TckCollector *collector, const TckHistoryEntry *entry) {
        const TckHypervisor *hypervisor = collector->hypervisor;
        GError *error = NULL;
        char *reason;

        if (!wants_core(collector, entry))
                return;
        reason = hypervisor->no_core(collector->data, entry->incident);
        if (reason)
                tck_incident_add_trouble(entry->incident, reason);
        else if (!hypervisor->take_core(collector->data, entry->incident, entry->folder, &error))
                add_trouble(entry->incident, error);
}

static void run_hook(const TckCollector *collector, const TckHistoryEntry *entry) {
        const TckWatch *watch = collector->watch;
        g_autoptr(GError) error = NULL;

        if (!watch->hook || !entry->folder)
                return;
        if (!tck_hook_run(watch->hook, entry->incident, entry->folder, tck_deadline(watch->hook_timeout), &error)) {
                tck_incident_add_trouble(entry->incident, g_strdup_printf("the hook: %s", error->message));
                tck_history_write(collector->history, entry);
        }
}

void tck_collect(const TckCollector *collector, TckHistoryEntry *entry) {
        TckArchive *archive = collector->watch->archive;
        g_autoptr(GError) error = NULL;

        entry->folder = tck_archive_create(archive, entry->incident, &error);
        if (!entry->folder)
                tck_watch_note(collector->watch, entry->incident->guest, "%s", error->message);
        tck_history_write(collector->history, entry);
        learn_run_state(collector, entry->incident);
        keep_console(collector, entry);
        resolve(collector, entry->incident);
        take_core(collector, entry);
        tck_history_write(collector->history, entry);
        run_hook(collector, entry);
        if (entry->folder)
                tck_archive_settle(archive, entry->folder);
        tck_watch_incident(collector->watch, entry->incident, entry->folder);
}
