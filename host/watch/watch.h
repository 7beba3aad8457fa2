/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared by the threads that watch guests: the options of the watch, and its reports.
 */
#pragma once

#include "incident_archive.h"
#include "core.h"
#include "incident.h"

/* When to take a piece of evidence from a guest. */
typedef enum {
        TCK_NEVER,
        TCK_ON_PANIC, /* of a guest that panicked, or hangs after an unnotified panic */
        TCK_ALWAYS,   /* for every incident, if there is a guest */
} TckWhen;

typedef enum {
        TCK_NOTICE_INCIDENT, /* a complete incident */
        TCK_NOTICE_REPEATED, /* each repetition of an incident; */
        TCK_NOTICE_AGAIN,    /* now and then, the number of repetitions, from its record */
        TCK_NOTICE_OUTCOME, /* more of an incident that was reported before, by its record: the end of its crash kernel, the values of a second channel */
        TCK_NOTICE_NOTE,    /* a line about a guest */
        TCK_NOTICE_ATTACHED, /* the guest has a hypervisor that is watched, */
        TCK_NOTICE_DETACHED, /* or has none any more */
        TCK_NOTICE_READY,    /* one of the threads has found what to watch, or works without it */
        TCK_NOTICE_END,      /* one of the threads has ended */
} TckNoticeKind;

/* A report of the watch; each kind has its members. */
typedef struct {
        TckNoticeKind kind;
        const TckIncident *incident;
        const char *folder; /* of the incident; NULL if there is none */
        const char *guest, *text;
} TckNotice;

typedef struct {
        TckArchive *archive;  /* the folder of the incidents */
        const char *hook;     /* the command for each incident; NULL: none */
        double hook_timeout;  /* seconds */
        double timeout;       /* seconds for an answer of a monitor */
        double hang;          /* seconds without activity of any CPU that count as a hang; 0: never */
        TckWhen screen;       /* when to take screenshots, */
        TckWhen core;         /* and cores: */
        TckCoreFormat format; /* those in which format, */
        double core_timeout;  /* and the time limit in seconds */
        const char *symbols;  /* the ELF file of what runs in the guests; NULL: only that of the kit's probes */
        gboolean once;        /* end after the first incident of a guest */
        /* Called from the threads of the watch, one at a time. */
        void (*report)(gpointer data, const TckNotice *notice);
        gpointer data;
        GMutex mutex; /* held during the call */
} TckWatch;

/* Calls that function, */
void tck_watch_report(TckWatch *watch, TckNotice notice);

/* and this does so with a TCK_NOTICE_NOTE. */
void tck_watch_note(TckWatch *watch, const char *guest, const char *format, ...) G_GNUC_PRINTF(3, 4);
