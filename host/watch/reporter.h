/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports the incidents of one guest, whoever brings the events: tells what is new from what belongs to the incident before, or
 * only repeats one.
 */
#pragma once

#include "boot_console.h"
#include "history.h"
#include "log_follower.h"
#include "wait.h"

/* What is asked of the guest's hypervisor. */
typedef struct {
        /* The run state; NULL if it cannot be asked for. Free with g_free(). */
        char *(*run_state)(gpointer data);
        /* Takes a core into the folder, and puts what it says into the incident. FALSE with an error that says why there is none. */
        gboolean (*take_core)(gpointer data, TckIncident *incident, const char *directory, GError **error);
} TckHypervisor;

/* What is known of the guest. Others read it; its history and its console have functions of their own. */
typedef struct {
        TckWatch *watch;
        TckHistory *history;
        TckBootConsole console;
        TckLogFollower *log; /* of the hypervisor; NULL while there is none. One that others set is theirs */
        const TckHypervisor *hypervisor;
        gpointer data; /* of the hypervisor's */
        char *guest;   /* its name */
        guint incidents;

        /* Of the hypervisor that is there. */
        char *architecture;
        GPid process;          /* 0: not known; a busy machine may keep it waiting */
        TckHistoryEntry *last; /* the one that what comes next may belong to */
        gboolean shut_down;    /* it has announced its end */
        gboolean notified;     /* the host knows, in whatever way, that the guest has panicked since it was booted */
        gint64 concluded;    /* when all was told of what came of the crash kernel of the last incident; 0 until then */
        TckPatience awaited; /* until when more of that is awaited */
        gint64 reset;        /* when the machine was reset last */
        guint echoes;        /* resets since, each right after the other */
        GPtrArray *context;  /* char *: what the hypervisor has told of its own troubles, the latest last */
        gint64 reported;     /* when it had an incident last that was new */
        gint64 troubled;     /* when it has told the latest of these */
        gint64 grew; /* when its console was seen to have grown last; 0 if what it tells has been looked at since */
        TckPatience silent; /* until when a crash kernel may keep silent since */
} TckReporter;

/* The names of the guest and of the files of its console and of its hypervisor's log, which may be NULL, are copied; all else has to
 * outlive it. A log that cannot be followed becomes a note. Free with tck_reporter_free(). */
TckReporter *tck_reporter_new(TckWatch *watch, const TckHypervisor *hypervisor, gpointer data, const char *guest,
                              const char *console, const char *log);
void tck_reporter_free(TckReporter *reporter);

/* Another hypervisor begins at the same place: the guest's name (NULL: as it was), and QEMU's word for the architecture (NULL: not
 * known). The one before is forgotten. */
void tck_reporter_begin(TckReporter *reporter, const char *guest, const char *architecture);

/* The hypervisor is gone, and what comes on the console from here on belongs to another boot. */
void tck_reporter_over(TckReporter *reporter);

/* The incident of this hypervisor that was reported last; NULL if there was none. */
TckIncident *tck_reporter_last(TckReporter *reporter);

/* Writes the record of that incident once more. */
void tck_reporter_update(TckReporter *reporter);

/* Whether the last incident says that the guest has panicked, in whatever way, and nothing has come in between. */
gboolean tck_reporter_has_told_of_panic(const TckReporter *reporter);

/* Whether all is reported that was awaited. What comes of a crash kernel is, as long as it goes on. */
gboolean tck_reporter_done(const TckReporter *reporter);

/* Takes the incident over and reports it. One that is new gets a record, and beside it the console, a core, what the hook prints:
 * then the watch is told. One that only repeats another is counted in the record of that one. */
void tck_reporter_report(TckReporter *reporter, TckIncident *incident);

/* An event of QEMU's monitor. */
void tck_reporter_event(TckReporter *reporter, JsonObject *event);

/* The hypervisor is gone: as it has announced, or this is an incident of its own. Its status as waitpid(2) gives it, or -1. */
void tck_reporter_end(TckReporter *reporter, int status);

/* What the console alone tells: UNNOTIFIED if it ends with the guest's panic, CRASH_LOADED if the guest's crash kernel took over;
 * `otherwise` if it does not, or something else has told of it. A guest that may still run has to have said the last of it: it tells its
 * console first. */
TckIncidentKind tck_reporter_console_kind(TckReporter *reporter, gboolean runs, TckIncidentKind otherwise);

/* Takes in what has come in the log. What explains an incident of a moment ago goes into its record. */
void tck_reporter_read_log(TckReporter *reporter);

/* Looks at the console of a guest that runs, and reports a panic of which nothing else tells. */
void tck_reporter_look(TckReporter *reporter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckReporter, tck_reporter_free)
