/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the threads that watch guests share: the options of the watch, and how it tells what it has seen.
 */
#pragma once

#include "archive.h"
#include "core.h"
#include "incident.h"

typedef enum {
        TCK_CORE_NEVER,
        TCK_CORE_ON_PANIC, /* of a guest that panicked, or hangs after a panic of which only its console tells */
        TCK_CORE_ALWAYS,   /* whatever the incident, if there is a guest to take it of */
} TckCoreWhen;

typedef enum {
        TCK_TOLD_INCIDENT, /* an incident, whole */
        TCK_TOLD_REPEATED, /* the same incident has come again: each time; */
        TCK_TOLD_AGAIN,    /* now and then, how often that was, by its record */
        TCK_TOLD_OUTCOME, /* more of an incident that has been told, by its record: the end of its crash kernel, the values of a second channel */
        TCK_TOLD_NOTE,     /* a line about a guest */
        TCK_TOLD_ATTACHED, /* the guest has a hypervisor that is watched, */
        TCK_TOLD_DETACHED, /* or has none any more */
        TCK_TOLD_READY,    /* one of the threads has found what to watch, or is at work without it */
        TCK_TOLD_END,      /* one of the threads has come to its end */
} TckToldKind;

/* What the watch tells; each kind has the members that it is about. */
typedef struct {
        TckToldKind kind;
        const TckIncident *incident;
        const char *folder; /* of the incident; NULL if there is none */
        const char *guest, *text;
} TckTold;

typedef struct {
        TckArchive *archive;  /* where the incidents' folders go */
        const char *hook;     /* the command for each incident; NULL: none */
        double hook_timeout;  /* seconds */
        double timeout;       /* seconds a monitor may take for an answer */
        double hang;          /* seconds without a sign of life from any CPU that make a hang; 0: do not look */
        TckCoreWhen core;     /* whether to take cores, */
        TckCoreFormat format; /* in which format, */
        double core_timeout;  /* and how many seconds that may take */
        const char *symbols;  /* the ELF file of what runs in the guests; NULL: only that of the kit's probes */
        gboolean once;        /* the first incident of a guest is the last one that is awaited */
        /* Called from the threads of the watch, one at a time. */
        void (*told)(gpointer data, const TckTold *told);
        gpointer data;
        GMutex mutex; /* held for this call */
} TckWatch;

/* Makes that call, */
void tck_watch_tell(TckWatch *watch, TckTold told);

/* and this with a TCK_TOLD_NOTE. */
void tck_watch_note(TckWatch *watch, const char *guest, const char *format, ...) G_GNUC_PRINTF(3, 4);
