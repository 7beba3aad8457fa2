/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Incidents: how a guest, or the hypervisor under it, came to an end or a stop. One record for each, as JSON
 * (docs/incident.schema.json) and in words.
 *
 * Records come from files too, and what is in them from guests: none of it is trusted.
 */
#pragma once

#include "again.h"
#include "moment.h"
#include "oops.h"
#include "panic_info.h"

typedef enum {
        TCK_INCIDENT_PANICKED,          /* the guest said so */
        TCK_INCIDENT_UNNOTIFIED,        /* the guest panicked and told its console alone */
        TCK_INCIDENT_CRASH_LOADED,      /* the guest panicked, and handles it by itself */
        TCK_INCIDENT_HUNG,              /* no vCPU can go on, or a watchdog says so */
        TCK_INCIDENT_POWERED_OFF,       /* by the guest, in good order */
        TCK_INCIDENT_PV_SHUTDOWN,       /* the same, reported through the pvpanic device */
        TCK_INCIDENT_RESET,             /* by the guest: a reboot, a triple fault */
        TCK_INCIDENT_ENDED_BY_HOST,     /* `quit`, a signal that asks, a closed window */
        TCK_INCIDENT_HYPERVISOR_KILLED, /* by a signal that does not ask */
        TCK_INCIDENT_HYPERVISOR_FAILED, /* it crashed, ended by itself, or is in run state internal-error */
        TCK_INCIDENT_HYPERVISOR_GONE,   /* it ended, and how cannot be found out */
        TCK_INCIDENT_UNREACHABLE,       /* the hypervisor is there and does not answer */
        TCK_INCIDENT_IO_ERROR,          /* the guest stands still, for the host cannot read or write for it */
        TCK_INCIDENT_SUSPENDED,         /* the guest sleeps */
        TCK_INCIDENT_PAUSED,            /* somebody stopped the guest's CPUs */
        TCK_INCIDENT_NONE, /* nothing tells that the guest came to an end or a stop: an autopsy found none */
        TCK_INCIDENT_KINDS,
} TckIncidentKind;

typedef struct {
        const char *name; /* "panicked", "hypervisor-killed", ... */
        int status; /* the exit status of a watch: 0 for an end in good order, a number of its own for each other kind */
        const char *words; /* what happened, to a person: "the guest panicked" */
} TckIncidentKindInfo;

extern const TckIncidentKindInfo tck_incident_kinds[TCK_INCIDENT_KINDS];

/* The guest's console: the boot that the incident is of, or the end of that, and where all of it is. */
typedef struct {
        char *file;     /* the copy that is kept, NULL if there is none */
        guint64 bytes;  /* its size */
        char *source;   /* the file that the guest's console goes to; NULL if there is none */
        guint64 boot;   /* where in the source this boot begins, as far as that is known, */
        guint64 offset; /* where the copy begins, */
        guint64 end;    /* and how far it had come */
        char *tail;     /* the last lines, as they are; NULL without a console */
} TckConsole;

typedef struct {
        TckIncidentKind kind;
        char *guest;        /* its name, or where its monitor is */
        GDateTime *time;    /* when it was told */
        gboolean late;      /* found in the run state: when it happened is not known */
        char *channel;      /* how a panic was told: "pvpanic", "hyper-v", "s390", "os-term", ...; or NULL */
        GPtrArray *also;    /* char *: through which other channels the same was told */
        char *action;       /* what the hypervisor did of a panic: "pause", "poweroff", "run"; or NULL */
        char *reason;       /* the hypervisor's own word: of SHUTDOWN or RESET, of a watchdog; or NULL */
        char *run_state;    /* afterwards, "" while it is not known */
        JsonObject *info;   /* what came with the panic, as the hypervisor gave it; or NULL */
        char *end;          /* how the hypervisor ended, NULL while it lives */
        GPtrArray *cpus;    /* char *: what each CPU is at; empty if they were not looked at */
        GPtrArray *context; /* char *: what the hypervisor had told of its own troubles shortly before */
        TckConsole console;
        TckAgain again;       /* how often the same has come again since */
        TckOops *oops;        /* what the guest said of its crash on the console; or NULL */
        char *core;           /* the file, NULL if none was taken */
        GPtrArray *core_cpus; /* char *: where the CPUs are by the core, one text each */
        GPtrArray *troubles;  /* char *: what could not be had, and why, a sentence each */

        /* What an autopsy adds; empty in a record that a watch wrote. */
        GPtrArray *timeline;       /* TckMoment *: what was said, in the order of time */
        GPtrArray *contradictions; /* char *: what cannot all be true, a sentence each */
        GPtrArray *missing; /* char *: what would have told more, and how to have it the next time, a sentence each */
        GPtrArray *advice;  /* char *: to whoever runs the host, a sentence or two each */
        char *domain_diff;  /* what the advice makes of the domain's XML, as a unified diff; NULL if nothing */
} TckIncident;

/* Free with tck_incident_free(). */
TckIncident *tck_incident_new(TckIncidentKind kind, const char *guest);
void tck_incident_free(TckIncident *incident);

/* Sets its time, in microseconds since 1970. FALSE, and it stays, for 0 and for a time that no calendar has. */
gboolean tck_incident_set_time(TckIncident *incident, gint64 time);

/* Drops what it has of the console, and what that told. */
void tck_incident_forget_console(TckIncident *incident);

/* The incident that a QMP event tells of, NULL if it tells of none. The architecture is QEMU's word for it ("x86_64"), and
 * tells channels apart that the event does not; NULL if it is not known. */
TckIncident *tck_incident_of_event(JsonObject *event, const char *guest, const char *architecture);

/* The incident that a run state tells of, `late` to one who was not there when it came; NULL if none. */
TckIncident *tck_incident_of_run_state(const char *run_state, const char *guest, gboolean late);

/* A QMP event that tells of trouble in the hypervisor or its host, and not of the guest, in words: "BLOCK_IO_ERROR: device disk0, operation
 * write"; NULL for all others. Free with g_free(). */
char *tck_incident_context(JsonObject *event);

/* The incident that the end of a hypervisor is, which said nothing before: its status as waitpid(2) has it, or -1. */
TckIncident *tck_incident_of_end(int status, const char *guest);

/* Whether an incident only says once more how the one before ended: QEMU ends after a panic under panic=shutdown, and after a
 * pv-shutdown. */
gboolean tck_incident_follows(const TckIncident *incident, const TckIncident *before);

/* Whether an incident is a panic that was reported through another channel before. */
gboolean tck_incident_is_told_twice(const TckIncident *incident, const TckIncident *before);

/* Whether an incident is the same once more: of that kind, told in the same way and with the same words. `loosely`: whatever
 * came with it. */
gboolean tck_incident_repeats(const TckIncident *incident, const TckIncident *before, gboolean loosely);

/* Adds a copy to the troubles. */
void tck_incident_add_trouble(TckIncident *incident, const char *trouble);

/* What came with the panic, decoded, or the bug check on the console of a Windows that told it nobody else; NULL if there is neither. Free
 * with tck_panic_info_free(). */
TckPanicInfo *tck_incident_decode(const TckIncident *incident);

/* The record as JSON text with a final LF. Free with g_free(). */
char *tck_incident_to_json(const TckIncident *incident);

/* Reads a record. NULL with an error for anything else. */
TckIncident *tck_incident_from_json(const char *text, GError **error);

/* The record in words: what happened, that in a line with the time and the guest, or all of it. Safe to print. Free with
 * g_free(). */
char *tck_incident_words(const TckIncident *incident);
char *tck_incident_line(const TckIncident *incident);
char *tck_incident_text(const TckIncident *incident);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckIncident, tck_incident_free)
