/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A matrix: targets, and what is known of the run of each.
 */
#pragma once

#include "matrix_attempt.h"
#include "result.h"
#include "target_command.h"
#include "targets.h"

typedef struct {
        const TckCase *tested;
        char *vm;
        TckVerdict verdict;
        char *message;   /* NULL: none */
        gint64 duration; /* microseconds, of all attempts */
} TckMatrixResult;

typedef enum {
        TCK_ENTRY_WAITING,
        TCK_ENTRY_RUNNING,
        TCK_ENTRY_DONE,        /* its run has ended by itself */
        TCK_ENTRY_MISSING,     /* its program is not here, so that nothing was run */
        TCK_ENTRY_BROKEN,      /* its run could not be made, or ended early */
        TCK_ENTRY_INTERRUPTED, /* the user stopped it, or its process died */
        TCK_ENTRY_ELSEWHERE,   /* another process runs it */
        TCK_ENTRY_STATES,
} TckEntryState;

/* "done" */
const char *tck_entry_state_name(TckEntryState state);

/* The state of that name; TCK_ENTRY_STATES if there is none, or the name is NULL. */
TckEntryState tck_entry_state_find(const char *name);

/* A target in a matrix. */
typedef struct {
        const TckMatrixTarget *target;
        TckTargetCommand *command; /* NULL: it is not to be run */
        TckMatrixAttempt *attempt; /* NULL: this process makes none */
        char *directory;           /* its results */
        gboolean named;            /* the user named it: that it is missing is an ERROR */
        TckEntryState state;
        char *problem;    /* why it is missing, broken, interrupted or elsewhere; NULL: nothing happened */
        char *activity;   /* what one of its workers does; NULL: nothing */
        char *hypervisor; /* as in TckRun; NULL: not known yet */
        char *claim;      /* its run's conclusion; NULL: not known yet */
        guint planned, taken_over;
        GPtrArray *results; /* TckMatrixResult * */
        GHashTable *there;  /* "CASE VM" of the results */
        guint counts[TCK_VERDICTS];
        int status;          /* its run's exit status */
        gint64 began;        /* on the monotonic clock; 0: it has not begun */
        gint64 duration;     /* microseconds; 0 until its end */
        gint64 slot_time;    /* microseconds, of all slots that it had */
        double usual;        /* microseconds of a slot for each result, by earlier runs; 0: there are none */
        guint usual_planned; /* the number of its results then */
} TckMatrixEntry;

typedef struct {
        char *file; /* of the targets */
        char *directory;
        const GPtrArray *targets; /* TckMatrixTarget *: all of the file; borrowed */
        GPtrArray *entries;       /* TckMatrixEntry *: those to run, in the order of the file */
        guint slots;              /* VMs at a time */
        gboolean fresh;           /* what has a result runs again */
        gboolean waits;           /* for targets that other processes run */
        gint64 patience;          /* microseconds without a result, after which a target is given up */
        GDateTime *began;
        gint64 duration; /* microseconds; 0 while it runs */
        int signal;      /* that interrupted it; 0: none */
} TckMatrix;

/* Free with tck_matrix_free(). */
TckMatrix *tck_matrix_new(const char *file, const GPtrArray *targets, const char *directory, guint slots);
void tck_matrix_free(TckMatrix *matrix);

/* Adds a target, which is borrowed. */
TckMatrixEntry *tck_matrix_add(TckMatrix *matrix, const TckMatrixTarget *target, gboolean named);

/* Finds out how it is run, and whether that is here: otherwise it is missing. */
void tck_matrix_entry_prepare(TckMatrixEntry *entry);

/* Adds a result; FALSE if there is one of the same case and VM. */
gboolean tck_matrix_entry_add(TckMatrixEntry *entry, const TckCase *tested, const char *vm, TckVerdict verdict,
                              const char *message, gint64 duration);

/* Microseconds of a slot that it still needs, as far as one can tell; -1 if one cannot. */
double tck_matrix_entry_rest(const TckMatrixEntry *entry);

/* Microseconds until the end of the matrix, as far as one can tell; -1 if one cannot. */
gint64 tck_matrix_rest(const TckMatrix *matrix);

/* That of the run of a target, or what stands for it: 3 if it is broken, or missing and named; 77 if it is only missing. */
int tck_matrix_entry_exit_status(const TckMatrixEntry *entry);

/* The worst of all targets: 3, 1, 0, or 77 if all were skipped; 128 + N after signal N. */
int tck_matrix_exit_status(const TckMatrix *matrix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckMatrix, tck_matrix_free)
