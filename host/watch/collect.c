/* SPDX-License-Identifier: BSD-2-Clause */
#include "collect.h"

#include "incident_core.h"
#include "evidence.h"
#include "hook.h"
#include "wait.h"

void tck_collect_run_state(const TckReporter *reporter, TckIncident *incident) {
        char *state = *incident->run_state ? NULL : reporter->hypervisor->run_state(reporter->data);

        if (state) {
                g_free(incident->run_state);
                incident->run_state = state;
        }
}

void tck_collect_console(const TckReporter *reporter, const TckHistoryEntry *entry) {
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

static gboolean is_wanted(TckWhen when, const TckHistoryEntry *entry) {
        TckIncidentKind kind = entry->incident->kind;

        if (!entry->folder || when == TCK_NEVER)
                return FALSE;
        return kind == TCK_INCIDENT_PANICKED || kind == TCK_INCIDENT_UNNOTIFIED || when == TCK_ALWAYS;
}

static void take_core(const TckReporter *reporter, const TckHistoryEntry *entry) {
        g_autoptr(GError) error = NULL;

        if (is_wanted(reporter->watch->core, entry) &&
            !reporter->hypervisor->take_core(reporter->data, entry->incident, entry->folder, &error))
                tck_incident_add_trouble(entry->incident, error->message);
}

/* Whether the machine was reset since: its screen is that of another boot. A panic that no event reported is found at the reset, whose reason
 * the incident has then. */
static gboolean is_reset(const TckIncident *incident) {
        gboolean by_console = incident->kind == TCK_INCIDENT_UNNOTIFIED || incident->kind == TCK_INCIDENT_CRASH_LOADED;

        return incident->kind == TCK_INCIDENT_RESET || (by_console && incident->reason);
}

static void take_screen(const TckReporter *reporter, const TckHistoryEntry *entry) {
        g_autofree char *path = entry->folder ? g_build_filename(entry->folder, "screenshot.png", NULL) : NULL;
        TckIncident *incident = entry->incident;
        g_autoptr(GError) error = NULL;
        gboolean taken = FALSE;

        if (!is_wanted(reporter->watch->screen, entry) || is_reset(incident))
                return;
        if (!reporter->hypervisor->take_screen(reporter->data, incident, path, &taken, &error)) {
                g_prefix_error(&error, "no screenshot: ");
                tck_incident_add_trouble(incident, error->message);
        }
        if (taken)
                incident->screen = g_steal_pointer(&path);
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

void tck_collect(const TckReporter *reporter, TckHistoryEntry *entry) {
        TckArchive *archive = reporter->watch->archive;
        g_autoptr(GError) error = NULL;

        entry->folder = tck_archive_create(archive, entry->incident, &error);
        if (!entry->folder)
                tck_watch_note(reporter->watch, entry->incident->guest, "%s", error->message);
        tck_history_write(reporter->history, entry);
        tck_collect_run_state(reporter, entry->incident);
        tck_collect_console(reporter, entry);
        resolve(reporter, entry->incident);
        take_core(reporter, entry);
        /* Only now: it is taken unasked, and must not endanger the core. */
        take_screen(reporter, entry);
        tck_history_write(reporter->history, entry);
        run_hook(reporter, entry);
        if (entry->folder)
                tck_archive_settle(archive, entry->folder);
        tck_watch_report(
                reporter->watch,
                (TckNotice){.kind = TCK_NOTICE_INCIDENT, .incident = entry->incident, .folder = entry->folder});
}
