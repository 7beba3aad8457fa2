/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports the incidents of one guest, from events of any source: distinguishes new incidents from events that belong to the incident before, or
 * only repeat one.
 */
#pragma once

#include "boot_console.h"
#include "history.h"
#include "log_follower.h"
#include "wait.h"

/* Requests to the guest's hypervisor. */
typedef struct {
        /* The run state; NULL if there is no monitor. Free with g_free(). */
        char *(*run_state)(gpointer data);
        /* Takes a core to the folder, and adds its contents to the incident. FALSE with an error that says why there is none. */
        gboolean (*take_core)(gpointer data, TckIncident *incident, const char *directory, GError **error);
        /* Saves the screen as a PNG. A guest that has none, or is gone, leaves no file, which is no error: *ret_taken is FALSE. */
        gboolean (*take_screen)(gpointer data, const TckIncident *incident, const char *path, gboolean *ret_taken,
                                GError **error);
} TckHypervisor;

/* The state of the guest. Callers read it; its history and its console have separate functions. */
typedef struct {
        TckWatch *watch;
        TckHistory *history;
        TckBootConsole console;
        TckLogFollower *log; /* of the hypervisor; NULL while there is none. One that the caller sets is the caller's */
        const TckHypervisor *hypervisor;
        gpointer data; /* of the hypervisor's */
        char *guest;   /* its name */
        guint incidents;

        /* About the current hypervisor. */
        char *architecture;
        GPid process;          /* 0: not known; a busy machine may keep it waiting */
        TckHistoryEntry *last; /* the entry to which the next event may belong */
        gboolean shut_down;    /* it has announced its end */
        gboolean notified;     /* the host was notified in any way that the guest has panicked since its boot */
        gint64 concluded;      /* when the crash kernel of the last incident was reported completely; 0 until then */
        TckPatience awaited;   /* until when more of that is awaited */
        gint64 reset;          /* when the machine was reset last */
        guint echoes;          /* resets since, in direct succession */
        GPtrArray *context;    /* char *: errors of the hypervisor or its host, the latest last */
        gint64 reported;       /* the time of the last new incident */
        gint64 troubled;       /* the time of the latest of these */
        gint64 grew; /* when its console was last seen to have grown; 0 if its contents have been checked since */
        TckPatience silent; /* until when a crash kernel may be silent after that */
} TckReporter;

/* Copies the names of the guest and of the files of its console and of its hypervisor's log, which may be NULL; everything else has to
 * outlive it. A log that cannot be followed becomes a note. Free with tck_reporter_free(). */
TckReporter *tck_reporter_new(TckWatch *watch, const TckHypervisor *hypervisor, gpointer data, const char *guest,
                              const char *console, const char *log);
void tck_reporter_free(TckReporter *reporter);

/* Another hypervisor starts at the same place: the guest's name (NULL: unchanged), and QEMU's name for the architecture (NULL: not
 * known). Forgets the previous one. */
void tck_reporter_begin(TckReporter *reporter, const char *guest, const char *architecture);

/* The hypervisor is gone, and later console output belongs to another boot. */
void tck_reporter_over(TckReporter *reporter);

/* The last reported incident of this hypervisor; NULL if there was none. */
TckIncident *tck_reporter_last(TckReporter *reporter);

/* Writes the record of that incident again. */
void tck_reporter_update(TckReporter *reporter);

/* Whether the last incident is a panic of any kind, and nothing has happened since. */
gboolean tck_reporter_has_reported_panic(const TckReporter *reporter);

/* Whether everything that was awaited is reported. The result of a running crash kernel is awaited. */
gboolean tck_reporter_done(const TckReporter *reporter);

/* Reports an incident, and takes ownership of it. A new one gets a record, with the console, a core, the screen, and the hook's output;
 * then the watch is notified. A repetition is counted in the record of the first one. */
void tck_reporter_report(TckReporter *reporter, TckIncident *incident);

/* An event of QEMU's monitor. */
void tck_reporter_event(TckReporter *reporter, JsonObject *event);

/* The hypervisor is gone: as announced, or else this is an incident. Its status as waitpid(2) gives it, or -1. */
void tck_reporter_end(TckReporter *reporter, int status);

/* The kind of incident by the console alone: UNNOTIFIED if it ends with the guest's panic, CRASH_LOADED if the guest's crash kernel took over;
 * `otherwise` if neither, or if it was reported already. The report of a guest that may still run has to be complete: it prints to its
 * console first. */
TckIncidentKind tck_reporter_console_kind(TckReporter *reporter, gboolean runs, TckIncidentKind otherwise);

/* Reads what has arrived in the log. Messages that explain a recent incident are added to its record. */
void tck_reporter_read_log(TckReporter *reporter);

/* Checks the console of a running guest, and reports an unnotified panic. */
void tck_reporter_look(TckReporter *reporter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckReporter, tck_reporter_free)
