/* SPDX-License-Identifier: BSD-2-Clause */
/* Formats: KubeVirt, pkg/virt-launcher/notify-client/client.go, cmd/virt-launcher-monitor, staging/.../client-go/log. */
#include "launcher_log.h"

#include <libvirt/libvirt.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "child.h"
#include "console_pattern.h"
#include "domain_life.h"
#include "domain_reason.h"
#include "libvirt_state.h"

enum { REAPED_SECONDS = 5 }; /* between the end of QEMU's process and libvirt's event */

struct TckLauncherLog {
        TckFindings *findings;
        TckDomainLife *life;  /* from lines of libvirt's log of the domain; NULL if there are none */
        TckIncidentKind kind; /* from the events since the domain's last start */
        gint64 time;          /* of the event */
        char *reason;         /* libvirt's reason for the end; NULL if it is unknown */
        gint64 reaped;        /* when a signal last ended a process of the container, and its status */
        int status;
};

TckLauncherLog *tck_launcher_log_new(TckFindings *findings) {
        TckLauncherLog *log = g_new0(TckLauncherLog, 1);

        log->findings = findings;
        log->kind = TCK_INCIDENT_NONE;
        return log;
}

void tck_launcher_log_free(TckLauncherLog *log) {
        if (!log)
                return;
        tck_domain_life_free(log->life);
        g_free(log->reason);
        g_free(log);
}

/* ---- events ---- */

static void become(TckLauncherLog *log, TckIncidentKind kind, gint64 time) {
        log->kind = kind;
        log->time = time;
}

static gboolean is_crash(const TckLauncherLog *log) {
        return log->kind == TCK_INCIDENT_PANICKED || log->kind == TCK_INCIDENT_CRASH_LOADED;
}

static void begin(TckLauncherLog *log) {
        become(log, TCK_INCIDENT_NONE, 0);
        g_clear_pointer(&log->reason, g_free);
}

static TckIncidentKind kind_of_stop(int detail) {
        if (detail == VIR_DOMAIN_EVENT_SUSPENDED_IOERROR)
                return TCK_INCIDENT_IO_ERROR;
        if (detail == VIR_DOMAIN_EVENT_SUSPENDED_WATCHDOG)
                return TCK_INCIDENT_HUNG;
        return detail == VIR_DOMAIN_EVENT_SUSPENDED_PAUSED ? TCK_INCIDENT_PAUSED : TCK_INCIDENT_NONE;
}

static void take_event(TckLauncherLog *log, int event, int detail, gint64 time) {
        TckIncidentKind end = tck_libvirt_kind_of_end(detail);

        if (event == VIR_DOMAIN_EVENT_STARTED)
                begin(log);
        else if (event == VIR_DOMAIN_EVENT_CRASHED)
                become(log,
                       detail == VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED ? TCK_INCIDENT_CRASH_LOADED
                                                                      : TCK_INCIDENT_PANICKED,
                       time);
        else if (is_crash(log))
                return; /* what follows belongs to it */
        else if (event == VIR_DOMAIN_EVENT_SUSPENDED)
                become(log, kind_of_stop(detail), time);
        else if (event == VIR_DOMAIN_EVENT_PMSUSPENDED)
                become(log, TCK_INCIDENT_SUSPENDED, time);
        else if (event == VIR_DOMAIN_EVENT_RESUMED)
                become(log, TCK_INCIDENT_NONE, 0);
        else if (event == VIR_DOMAIN_EVENT_STOPPED)
                become(log, end == TCK_INCIDENT_KINDS ? TCK_INCIDENT_NONE : end, time);
}

/* "DomainLifecycle event Domain event="stopped" detail="failed" with event id 5 reason 5 received"; old versions have only the numbers. */
static gboolean take_lifecycle(TckLauncherLog *log, const char *words, gint64 time) {
        const GRegex *pattern = tck_console_pattern("DomainLifecycle event (?:.* with event id )?(\\d{1,4})(?: with)? "
                                                    "reason (\\d{1,4}) received");
        g_autoptr(GMatchInfo) match = NULL;
        g_autofree char *event = NULL, *detail = NULL;

        if (!g_regex_match(pattern, words, 0, &match))
                return FALSE;
        event = g_match_info_fetch(match, 1);
        detail = g_match_info_fetch(match, 2);
        take_event(log, atoi(event), atoi(detail), time);
        return TRUE;
}

/* "kubevirt domain status: Shutoff(5):Crashed(3)" */
static gboolean take_status(TckLauncherLog *log, const char *words) {
        const GRegex *pattern = tck_console_pattern("kubevirt domain status: Shutoff\\(\\d+\\):([A-Za-z]{1,32})\\(");
        g_autoptr(GMatchInfo) match = NULL;
        g_autofree char *reason = NULL;

        if (!g_regex_match(pattern, words, 0, &match))
                return FALSE;
        reason = g_match_info_fetch(match, 1);
        g_free(log->reason);
        log->reason = g_ascii_strdown(reason, -1);
        return TRUE;
}

/* "Reaped pid 89 with status 9", in the form of wait(2). It does not name the process. */
static gboolean take_reaped(TckLauncherLog *log, const char *words, gint64 time) {
        const GRegex *pattern = tck_console_pattern("Reaped pid \\d+ with status (\\d{1,5})$");
        g_autoptr(GMatchInfo) match = NULL;
        g_autofree char *status = NULL;

        if (!g_regex_match(pattern, words, 0, &match))
                return FALSE;
        status = g_match_info_fetch(match, 1);
        if (!WIFSIGNALED(atoi(status)))
                return FALSE;
        log->status = atoi(status);
        log->reaped = time;
        return TRUE;
}

static void take_name(const TckLauncherLog *log, const char *words) {
        static const char mark[] = "Domain name event: ";

        if (g_str_has_prefix(words, mark))
                tck_findings_set_guest(log->findings, words + sizeof mark - 1);
}

gboolean tck_launcher_log_words(TckLauncherLog *log, const char *words, gint64 time, guint64 number) {
        TckClock clock = time ? TCK_CLOCK_HOST : TCK_CLOCK_UNKNOWN;

        take_name(log, words);
        if (!take_lifecycle(log, words, time) && !take_status(log, words) && !take_reaped(log, words, time))
                return FALSE;
        tck_findings_add_moment(log->findings, clock, time, number, words);
        return TRUE;
}

/* virt-launcher joins continued lines. */
void tck_launcher_log_domain(TckLauncherLog *log, const char *words, guint64 number) {
        g_auto(GStrv) lines = g_strsplit(words, " \\", -1);

        if (!log->life)
                log->life = tck_domain_life_new(log->findings);
        for (char **line = lines; *line; line++) {
                g_autofree char *whole = line[1] ? g_strconcat(*line, " \\", NULL) : g_strdup(*line);

                tck_domain_life_line(log->life, whole, number);
        }
}

/* ---- the end ---- */

/* A process that a signal ended at the time of libvirt's event was QEMU: no other process in the container causes such an event. */
static void add_signal(const TckLauncherLog *log, TckIncident *incident) {
        if (incident->kind != TCK_INCIDENT_HYPERVISOR_GONE || !log->reaped ||
            ABS(log->time - log->reaped) > REAPED_SECONDS * G_USEC_PER_SEC)
                return;
        incident->kind = tck_child_ended_from_outside(log->status) ? TCK_INCIDENT_HYPERVISOR_KILLED
                                                                   : TCK_INCIDENT_HYPERVISOR_FAILED;
        incident->end = tck_child_status_text(log->status);
}

void tck_launcher_log_end(TckLauncherLog *log) {
        TckIncident *incident =
                log->kind == TCK_INCIDENT_NONE && log->reason ? tck_domain_end_of_reason(log->reason) : NULL;
        gboolean timed;

        if (!incident)
                incident = tck_incident_new(log->kind, "");
        timed = tck_incident_set_time(incident, log->time);
        g_free(incident->reason);
        incident->reason = g_strdup(log->reason);
        add_signal(log, incident);
        tck_findings_add_account(log->findings, TCK_WITNESS_LIBVIRT, incident, timed);
        if (log->life)
                tck_domain_life_end(log->life);
}
