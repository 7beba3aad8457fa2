/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells of the incidents of one guest, whoever brings the news: a record on disk with what is kept beside it, a core, the
 * hook, and a call for each.
 *
 * It knows from one piece of news to the next what belongs together.
 */
#pragma once

#include "archive.h"
#include "core.h"
#include "incident.h"

typedef enum {
        TCK_CORE_NEVER,
        TCK_CORE_ON_PANIC, /* of a guest that panicked, or hangs after one that it told its console alone */
        TCK_CORE_ALWAYS,   /* whatever the incident, if there is a guest to take it of */
} TckCoreWhen;

/* What all watchers have in common. */
typedef struct {
        TckArchive *archive;  /* where the incidents' folders go */
        const char *hook;     /* the command for each incident; NULL: none */
        double hook_timeout;  /* seconds */
        double timeout;       /* seconds a monitor may take for an answer */
        double hang;          /* seconds without a sign of life from any CPU that make a hang; 0: do not look */
        TckCoreWhen core;     /* whether to take cores, */
        TckCoreFormat format; /* in which format, */
        double core_timeout;  /* and how many seconds that may take */
        const char *symbols;  /* the ELF file of what runs in the guests; NULL: none but our own probes' */
        gboolean once;        /* the first incident of a guest is the last one that is awaited */
        /* Called from the watchers' threads, one at a time: an incident, whole, with its folder (NULL if there is none); */
        void (*incident)(gpointer data, const TckIncident *incident, const char *directory);
        /* the same has come again, for each time; NULL: nobody counts; */
        void (*repeated)(gpointer data, const TckIncident *incident);
        /* now and then, how often that was, by its record; NULL: nobody wants to know; */
        void (*again)(gpointer data, const TckIncident *incident, const char *directory);
        /* what else is worth a line; */
        void (*note)(gpointer data, const char *guest, const char *text);
        /* whether there is a hypervisor that is watched; NULL: nobody wants to know; */
        void (*attached)(gpointer data, const char *guest, gboolean attached);
        /* one of the watchers has found whom to watch, or need not find it to be at work; NULL: nobody wants to know; */
        void (*ready)(gpointer data);
        /* and one of them has come to its end. */
        void (*end)(gpointer data);
        gpointer data;
        GMutex mutex; /* held for these calls */
} TckWatch;

/* A line about a guest. */
void tck_watch_note(TckWatch *watch, const char *guest, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* A guest's hypervisor is there and watched, or not any more. */
void tck_watch_attached(TckWatch *watch, const char *guest, gboolean attached);

/* The watcher whose thread this is, is at work. */
void tck_watch_ready(TckWatch *watch);

/* The watcher whose thread this is has come to its end. */
void tck_watch_end(TckWatch *watch);

/* What a teller has to ask of those who have the guest's hypervisor. */
typedef struct {
        /* How it stands now; NULL if that cannot be had. Free with g_free(). */
        char *(*run_state)(gpointer data);
        /* Why there is no core of it; NULL if one can be taken. Free with g_free(). */
        char *(*no_core)(gpointer data, const TckIncident *incident);
        gboolean (*take_core)(gpointer data, TckIncident *incident, const char *directory, GError **error);
} TckHypervisor;

typedef struct TckTeller TckTeller;

/* All but the guest's name and the console's, a file or NULL, is borrowed for its life. Free with tck_teller_free(). */
TckTeller *tck_teller_new(TckWatch *watch, const TckHypervisor *hypervisor, gpointer data, const char *guest,
                          const char *console);
void tck_teller_free(TckTeller *teller);

/* Begins with another hypervisor at the same place: the guest's name (NULL: as it was), and QEMU's word for the architecture
 * (NULL: not known). Of the one before nothing is known any more. */
void tck_teller_begin(TckTeller *teller, const char *guest, const char *architecture);

/* The guest's console from now on. */
void tck_teller_set_console(TckTeller *teller, const char *console);

/* The hypervisor is gone, and what comes on the console from here on is another boot's. */
void tck_teller_over(TckTeller *teller);

/* The host has it run again: what comes now is nothing that only comes once more. */
void tck_teller_resumed(TckTeller *teller);

/* How long to wait for news, at most so many seconds, before tck_teller_tick(). */
double tck_teller_patience(const TckTeller *teller, double seconds);

/* Tells how often something has come again, if that is due. */
void tck_teller_tick(TckTeller *teller);

const char *tck_teller_guest(const TckTeller *teller);

/* The incident that was told last of this hypervisor; NULL if there was none. */
TckIncident *tck_teller_last(TckTeller *teller);

/* Writes the record of that incident once more. */
void tck_teller_update(TckTeller *teller);

/* Whether it is known, by whatever way, that the guest has panicked since it was booted. */
gboolean tck_teller_notified(const TckTeller *teller);

/* Whether the hypervisor has told that it ends. */
gboolean tck_teller_shut_down(const TckTeller *teller);

/* Whether it has told all that is to be told. */
gboolean tck_teller_done(const TckTeller *teller);

/* Takes the incident over: from its record on disk to what everybody is told. One that only comes once more, with nothing in
 * between that would make it news, is counted in the record of the first. */
void tck_teller_tell(TckTeller *teller, TckIncident *incident);

/* An event of QEMU's monitor. */
void tck_teller_event(TckTeller *teller, JsonObject *event);

/* The hypervisor is gone: by a way that it told before, or this is an incident of its own. Its status as waitpid(2) has it,
 * or -1. */
void tck_teller_end(TckTeller *teller, int status);

/* Whether the console ends with the guest's giving up, and nobody has been told. One that may still run has to be through with
 * it, too: it tells its console first. */
gboolean tck_teller_unnotified(const TckTeller *teller, gboolean runs);

/* Looks at the console of a guest that runs: if it has said all that it has to say, and that it panicked, this is told. */
void tck_teller_look(TckTeller *teller);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckTeller, tck_teller_free)
