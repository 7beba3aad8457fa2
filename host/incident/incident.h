/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Incidents: how a guest, or its hypervisor, ended or stopped. One record for each, as JSON
 * (docs/incident.schema.json) and in words.
 *
 * Records may come from files, and their contents from guests: nothing in them is trusted.
 */
#pragma once

#include "again.h"
#include "moment.h"
#include "oops.h"
#include "panic_info.h"

typedef enum {
        TCK_INCIDENT_PANICKED,          /* the guest notified its host */
        TCK_INCIDENT_UNNOTIFIED,        /* the guest panicked, and only its console shows it */
        TCK_INCIDENT_CRASH_LOADED,      /* the guest panicked, and handles it by itself */
        TCK_INCIDENT_HUNG,              /* no vCPU can go on, or a watchdog expired */
        TCK_INCIDENT_POWERED_OFF,       /* by the guest, regularly */
        TCK_INCIDENT_PV_SHUTDOWN,       /* the same, reported through the pvpanic device */
        TCK_INCIDENT_RESET,             /* by the guest: a reboot, a triple fault */
        TCK_INCIDENT_ENDED_BY_HOST,     /* `quit`, a termination signal, a closed window */
        TCK_INCIDENT_HYPERVISOR_KILLED, /* by another signal */
        TCK_INCIDENT_HYPERVISOR_FAILED, /* it crashed, ended by itself, or is in run state internal-error */
        TCK_INCIDENT_HYPERVISOR_GONE,   /* it ended, and the reason cannot be found out */
        TCK_INCIDENT_UNREACHABLE,       /* the hypervisor runs and does not answer */
        TCK_INCIDENT_IO_ERROR,          /* the guest is stopped because the host cannot read or write for it */
        TCK_INCIDENT_SUSPENDED,         /* the guest sleeps */
        TCK_INCIDENT_PAUSED,            /* somebody stopped the guest's CPUs */
        TCK_INCIDENT_NONE,              /* nothing shows that the guest ended or stopped: the result of an autopsy */
        TCK_INCIDENT_KINDS,
} TckIncidentKind;

typedef struct {
        const char *name;  /* "panicked", "hypervisor-killed", ... */
        int status;        /* the exit status of a watch: 0 for a regular end, a different number for each other kind */
        const char *words; /* what happened, for people: "the guest panicked" */
} TckIncidentKindInfo;

extern const TckIncidentKindInfo tck_incident_kinds[TCK_INCIDENT_KINDS];

/* The guest's console: the incident's boot, or the end of it, and the place of the whole console. */
typedef struct {
        char *file;     /* the kept copy, NULL if there is none */
        guint64 bytes;  /* its size */
        char *source;   /* the file of the guest's console; NULL if there is none */
        guint64 boot;   /* the offset in the source where this boot begins, as far as that is known, */
        guint64 offset; /* the offset where the copy begins, */
        guint64 end;    /* and the offset where it ends */
        char *tail;     /* the last lines, unchanged; NULL without a console */
} TckConsole;

typedef struct {
        TckIncidentKind kind;
        char *guest;        /* its name, or the address of its monitor */
        GDateTime *time;    /* when it was reported */
        gboolean late;      /* found in the run state; the time of the incident is not known */
        char *channel;      /* the channel of a panic: "pvpanic", "hyper-v", "s390", "os-term", ...; or NULL */
        GPtrArray *also;    /* char *: other channels through which the same panic was reported */
        char *action;       /* what the hypervisor did about a panic: "pause", "poweroff", "run"; or NULL */
        char *reason;       /* the hypervisor's reason: of SHUTDOWN, RESET or a watchdog; or NULL */
        char *run_state;    /* afterwards, "" while it is not known */
        JsonObject *info;   /* the information in the panic's event, unchanged; or NULL */
        char *end;          /* how the hypervisor ended, NULL while it runs */
        GPtrArray *cpus;    /* char *: the state of each CPU; empty if it was not looked at */
        GPtrArray *context; /* char *: errors of the hypervisor or its host shortly before */
        TckConsole console;
        TckAgain again;       /* repetitions of the incident since */
        TckOops *oops;        /* the crash report on the guest's console; or NULL */
        char *core;           /* the file, NULL if none was taken */
        GPtrArray *core_cpus; /* char *: the CPUs' positions in the core, one text each */
        char *screen;         /* the screenshot, a PNG; NULL if none was taken */
        GPtrArray *troubles;  /* char *: what could not be read or taken, and why, one sentence each */

        /* What an autopsy adds; empty in a record that a watch wrote. */
        GPtrArray *timeline;       /* TckMoment *: messages and events, in the order of time */
        GPtrArray *contradictions; /* char *: what cannot all be true, one sentence each */
        GPtrArray *missing;        /* char *: what would have shown more, and how to configure it, one sentence each */
        GPtrArray *advice;         /* char *: for the administrator of the host, a sentence or two each */
        char *domain_diff; /* the advised changes to the domain's XML, as a unified diff; NULL if there are none */
} TckIncident;

/* Free with tck_incident_free(). */
TckIncident *tck_incident_new(TckIncidentKind kind, const char *guest);
void tck_incident_free(TckIncident *incident);

/* Sets its time, in microseconds since 1970. FALSE, without a change, for 0 and for a time outside the calendar. */
gboolean tck_incident_set_time(TckIncident *incident, gint64 time);

/* Removes the console and what was read from it. */
void tck_incident_forget_console(TckIncident *incident);

/* The incident of a QMP event, NULL if the event is not one. The architecture is QEMU's name for it ("x86_64"), and
 * distinguishes channels that the event does not; NULL if it is not known. */
TckIncident *tck_incident_of_event(JsonObject *event, const char *guest, const char *architecture);

/* The incident of a run state, NULL if the state is not one; `late` if the watch did not see it happen. */
TckIncident *tck_incident_of_run_state(const char *run_state, const char *guest, gboolean late);

/* The text for a QMP event about an error of the hypervisor or its host: "BLOCK_IO_ERROR: device disk0, operation
 * write"; NULL for all others. Free with g_free(). */
char *tck_incident_context(JsonObject *event);

/* The incident for a hypervisor that ended without an event: its status as waitpid(2) gives it, or -1. */
TckIncident *tck_incident_of_end(int status, const char *guest);

/* Whether an incident is only the consequence of the one before: QEMU ends after a panic under panic=shutdown, and after a
 * pv-shutdown. */
gboolean tck_incident_follows(const TckIncident *incident, const TckIncident *before);

/* Whether an incident is a panic that was reported through another channel before. */
gboolean tck_incident_is_reported_twice(const TckIncident *incident, const TckIncident *before);

/* Adds the other report's channel to an incident, and its information if the incident has none. TRUE if it had none and has now. */
gboolean tck_incident_add_channel(TckIncident *before, const TckIncident *incident);

/* Whether an incident is a repetition: of the same kind, through the same channel and with the same texts. `loosely`: ignoring
 * the event's information. */
gboolean tck_incident_repeats(const TckIncident *incident, const TckIncident *before, gboolean loosely);

/* Adds a copy to the troubles. */
void tck_incident_add_trouble(TckIncident *incident, const char *trouble);

/* The panic's information, decoded, or the bug check on the console of a Windows that did not notify its host; NULL if there is neither. Free
 * with tck_panic_info_free(). */
TckPanicInfo *tck_incident_decode(const TckIncident *incident);

/* The record as JSON text with a final LF. Free with g_free(). */
char *tck_incident_to_json(const TckIncident *incident);

/* Reads a record. NULL with an error for anything else. */
TckIncident *tck_incident_from_json(const char *text, GError **error);

/* The record as text: what happened; a line with the time, the guest and what happened; or all of it. Safe to print. Free with
 * g_free(). */
char *tck_incident_words(const TckIncident *incident);
char *tck_incident_line(const TckIncident *incident);
char *tck_incident_text(const TckIncident *incident);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckIncident, tck_incident_free)
