/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all that watch guests have in common: the options of the watch, and whom it tells.
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
        /* Called from the threads of the watch, one at a time; each but incident, note and end may be NULL. An incident, whole,
         * with its folder (NULL if there is none); */
        void (*incident)(gpointer data, const TckIncident *incident, const char *directory);
        /* the same incident has come again, for each time; */
        void (*repeated)(gpointer data, const TckIncident *incident);
        /* now and then, how often that was, by its record; */
        void (*again)(gpointer data, const TckIncident *incident, const char *directory);
        /* a line about a guest; */
        void (*note)(gpointer data, const char *guest, const char *text);
        /* whether a guest has a hypervisor that is watched; */
        void (*attached)(gpointer data, const char *guest, gboolean attached);
        /* one of the threads has found what to watch, or is at work without it; */
        void (*ready)(gpointer data);
        /* one of the threads has come to its end. */
        void (*end)(gpointer data);
        gpointer data;
        GMutex mutex; /* held for these calls */
} TckWatch;

/* Each makes the call of that name. */
void tck_watch_incident(TckWatch *watch, const TckIncident *incident, const char *directory);
void tck_watch_repeated(TckWatch *watch, const TckIncident *incident);
void tck_watch_again(TckWatch *watch, const TckIncident *incident, const char *directory);
void tck_watch_note(TckWatch *watch, const char *guest, const char *format, ...) G_GNUC_PRINTF(3, 4);
void tck_watch_attached(TckWatch *watch, const char *guest, gboolean attached);
void tck_watch_ready(TckWatch *watch);
void tck_watch_end(TckWatch *watch);
