/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared by the threads that watch guests: the options of the watch, and its reports.
 */
#pragma once

#include "archive.h"
#include "core.h"
#include "incident.h"

typedef enum {
        TCK_CORE_NEVER,
        TCK_CORE_ON_PANIC, /* of a guest that panicked, or hangs after an unnotified panic */
        TCK_CORE_ALWAYS,   /* for every incident, if there is a guest */
} TckCoreWhen;

typedef enum {
        TCK_TOLD_INCIDENT, /* a complete incident */
        TCK_TOLD_REPEATED, /* each repetition of an incident; */
        TCK_TOLD_AGAIN,    /* now and then, the number of repetitions, from its record */
        TCK_TOLD_OUTCOME, /* more of an incident that has been told, by its record: the end of its crash kernel, the values of a second channel */
        TCK_TOLD_NOTE,     /* a line about a guest */
        TCK_TOLD_ATTACHED, /* the guest has a hypervisor that is watched, */
        TCK_TOLD_DETACHED, /* or has none any more */
        TCK_TOLD_READY,    /* one of the threads has found what to watch, or works without it */
        TCK_TOLD_END,      /* one of the threads has ended */
} TckToldKind;

/* A report of the watch; each kind has its members. */
typedef struct {
        TckToldKind kind;
        const TckIncident *incident;
        const char *folder; /* of the incident; NULL if there is none */
        const char *guest, *text;
} TckTold;

typedef struct {
        TckArchive *archive;  /* the folder of the incidents */
        const char *hook;     /* the command for each incident; NULL: none */
        double hook_timeout;  /* seconds */
        double timeout;       /* seconds for an answer of a monitor */
        double hang;          /* seconds without activity of any CPU that count as a hang; 0: never */
        TckCoreWhen core;     /* when to take cores, */
        TckCoreFormat format; /* in which format, */
        double core_timeout;  /* and the time limit in seconds */
        const char *symbols;  /* the ELF file of what runs in the guests; NULL: only that of the kit's probes */
        gboolean once;        /* end after the first incident of a guest */
        /* Called from the threads of the watch, one at a time. */
        void (*told)(gpointer data, const TckTold *told);
        gpointer data;
        GMutex mutex; /* held during the call */
} TckWatch;

/* Calls that function, */
void tck_watch_tell(TckWatch *watch, TckTold told);

/* and this does so with a TCK_TOLD_NOTE. */
void tck_watch_note(TckWatch *watch, const char *guest, const char *format, ...) G_GNUC_PRINTF(3, 4);
