/* SPDX-License-Identifier: BSD-2-Clause */
/* The results of a run: verdicts, outcomes, results. Made by the scheduler, read by the reports. */
#pragma once

#include "case.h"

/* From best to worst. */
typedef enum {
        TCK_PASS,
        TCK_SKIP,          /* a capability is absent */
        TCK_KNOWN,         /* a deviation that is on record for this version */
        TCK_WAIVED,        /* a FAIL that a waiver of the user matches */
        TCK_FAIL,          /* the thing under test violates the clause */
        TCK_ERROR_VERDICT, /* the harness or its environment broke; nothing is known about the clause */
        TCK_VERDICTS,
} TckVerdict;

/* "PASS", "SKIP", "KNOWN", "WAIVED", "FAIL", "ERROR" */
const char *tck_verdict_name(TckVerdict verdict);

/* The verdict of that name; TCK_VERDICTS if there is none, or the name is NULL. */
TckVerdict tck_verdict_find(const char *name);

/* The outcome of running a case once, in one VM. */
typedef struct {
        TckVerdict verdict;
        char *message; /* one sentence, valid UTF-8: what was expected and not seen, the reason; NULL for a plain PASS */
        char *expected; /* FAIL, KNOWN and WAIVED: what was expected, else NULL */
        char *seen;     /* FAIL and KNOWN: what was seen instead, else NULL */
        char *place; /* FAIL, KNOWN and ERROR: the place of the expectation that failed, "tests/…/isa_write.c:40"; NULL if none did */
        char *artifacts; /* the VM's folder; NULL if no VM was started */
        char *incident;  /* FAIL and ERROR: the incident of the guest or of QEMU, in words; NULL if there is none */
        char *waiver;    /* WAIVED: its name, else NULL */
        gint64 duration; /* microseconds, without the boot */
        gboolean race;  /* KNOWN, also if it was WAIVED then: a race decides in each run whether the case deviates so */
        gboolean alone; /* in a fresh VM, after a bad first outcome */
        gboolean ours;  /* SKIP: something of the kit or its surroundings is missing, not of the thing under test */
        gboolean
                elsewhere; /* SKIP: another run can test it, with other options, as another user or on another machine */
        const char *last;  /* while the case runs: the last expectation that was met, NULL before the first */
} TckOutcome;

TckOutcome *tck_outcome_new(TckVerdict verdict);
void tck_outcome_free(TckOutcome *outcome);

/* The expectation at that place (a literal: TCK_HERE) is done: if there is a verdict without a place, it was decided
 * there. */
void tck_outcome_at(TckOutcome *outcome, const char *place);

/* The function with the deciding expectation was called at that place. */
void tck_outcome_called_at(TckOutcome *outcome, const char *place);

/* The case is over: a verdict without a place is attributed to the last expectation. */
void tck_outcome_end(TckOutcome *outcome);

/* The path of the record of its incident. Free with g_free(). */
char *tck_outcome_record(const TckOutcome *outcome);

/* The result of a case on one VM configuration. */
typedef struct {
        const TckCase *tested;
        char *vm;             /* the configuration's name: "q35-efi" */
        const char *arch;     /* as in TckVmConfig */
        char *machine;        /* "q35" */
        const char *boot;     /* "efi" */
        const char *channel;  /* tck_case_channel() */
        const char *profile;  /* the name of the profile that applies: "qemu-7.1" */
        const char *demanded; /* the channel for which that demands it: "isa"; NULL if it need not pass */
        gboolean lab;         /* the VM was in the lab, or should have been */
        GPtrArray *outcomes;  /* TckOutcome *, at least one once it ran: the first, then the second attempt, alone */
} TckResult;

TckResult *tck_result_new(const TckCase *tested, const TckVmConfig *config);
void tck_result_free(TckResult *result);

/* Turns a SKIP of a case that must pass into a FAIL, or into an ERROR if the thing under test is not the reason. */
void tck_result_hold(TckResult *result);

/* The worst of its outcomes: a failure counts even if it does not happen twice. */
const TckOutcome *tck_result_worst(const TckResult *result);
TckVerdict tck_result_verdict(const TckResult *result);

/* What a run tests on one architecture. */
typedef struct {
        const char *arch;    /* "s390x" */
        char *missing;       /* what there is not, so that nothing was run; NULL: nothing was missing */
        gboolean optional;   /* the run does without it */
        char *hypervisor;    /* "QEMU 7.2.22 (qemu-system-x86_64), tcg"; NULL if it could not be asked */
        const char *profile; /* the name of the profile: "qemu-7.1"; "none" if no profile fits the hypervisor */
        char *scope;         /* where the profile demands cases: "pc, q35 by multiboot"; NULL: nowhere */
        guint demanded;      /* results that must pass there, whether they are planned or not */
} TckRunPart;

/* A whole run. */
typedef struct {
        char *id;             /* the name of the run, in its folder and its processes */
        char *directory;      /* where its artifacts are */
        char *program;        /* the command that starts the kit, quoted for a shell; NULL: its name */
        char *options;        /* the options that a rerun has to repeat, " --qemu /x/qemu" or "" */
        GPtrArray *parts;     /* TckRunPart *: one for each architecture */
        char *hypervisor;     /* that of the part, or those of all parts after each other, "; " between them */
        char *failure;        /* why the run could not start at all, else NULL */
        const char *profile;  /* the same, ", " between different ones; NULL if there are none */
        char *scope;          /* that of the part, or "x86_64: pc by multiboot; s390x: …" */
        guint demanded;       /* the sum of those of all parts */
        GPtrArray *waivers;   /* TckWaiver *, owned; NULL for none */
        char *shard;          /* "2/4": the second of four parts of the cases; NULL for all of them */
        gboolean strict;      /* a KNOWN counts as a FAIL */
        gboolean interrupted; /* the user stopped it: some cases have no result */
        guint planned;        /* the number of planned results */
        guint taken_over;     /* of these, those of an earlier run that was interrupted */
        gboolean resumed;     /* the directory has files of an earlier run, which its results refer to */
        GPtrArray *results;   /* TckResult *, in the order of their arrival */
        GDateTime *began;
        gint64 duration;      /* microseconds; 0 while it runs */
        guint boots;          /* booted guests, including reboots by a reset */
        guint firmware_boots; /* those through UEFI firmware */
        guint restores;       /* VMs that were started from a snapshot */
        char *no_snapshot;    /* why VMs were booted instead of restored, NULL if none was */
        guint64 peak_memory;  /* of the harness itself, in bytes */
} TckRun;

TckRun *tck_run_new(void);
void tck_run_free(TckRun *run);

/* Adds a part for the architecture, whose name lives as long as the program. Owned by the run. */
TckRunPart *tck_run_add_part(TckRun *run, const char *arch);

/* Once all parts are known: sets what the run takes from them. */
void tck_run_sum_parts(TckRun *run);

/* The first part that the run cannot do without, of which nothing was run; NULL if there is none. */
const TckRunPart *tck_run_lacks(const TckRun *run);

/* The command that runs a case on one VM configuration alone, from the folder in which the run was started. Free with g_free(). */
char *tck_run_rerun_command(const TckRun *run, const TckResult *result);

/* The command that describes the outcome's incident, NULL if there is none. Free with g_free(). */
char *tck_run_autopsy_command(const TckRun *run, const TckOutcome *outcome);

/* How many results have that verdict. */
guint tck_run_count(const TckRun *run, TckVerdict verdict);

/* ---- the place of a failure in a case ---- */

/* Whether the verdict is FAIL or ERROR. */
static inline gboolean tck_failed(const TckOutcome *outcome) {
        return outcome->verdict >= TCK_FAIL;
}

/* The call of a function with several verbs: notes where it was called if the verdict is decided in it. */
#define TCK_CALLED(outcome, call)       \
        (tck_failed(outcome) ? (void) 0 \
                             : ((call), tck_failed(outcome) ? tck_outcome_called_at((outcome), TCK_HERE) : (void) 0))

/* To follow a verb's declaration, as `#define tck_do(t, ...) TCK_VERB(t, tck_do(t, __VA_ARGS__))`, or TCK_VALUE() for one that returns
 * something: notes in the outcome that the verb at this place is done. */
#define TCK_VERB(t, call) ((call), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define TCK_VALUE(t, call)                                \
        ({                                                \
                __auto_type value_ = (call);              \
                                                          \
                tck_outcome_at(tck_outcome(t), TCK_HERE); \
                value_;                                   \
        })

/* ---- the claim of a run ---- */

typedef enum {
        TCK_CLAIM_CONFORMS,
        TCK_CLAIM_IN_PART, /* nothing failed, but not all that the profile demands was run */
        TCK_CLAIM_PASSED,  /* nothing failed, and no profile demands any of it */
        TCK_CLAIM_FAILED,  /* something does not conform */
        TCK_CLAIM_NOTHING, /* nothing failed, and nothing passed either */
        TCK_CLAIM_SKIPPED, /* nothing was run */
        TCK_CLAIM_ERROR,   /* the harness or its environment broke, or results are missing */
        TCK_CLAIMS,
} TckClaim;

TckClaim tck_run_claim(const TckRun *run);

/* "CONFORMS to qemu-7.1", "DOES NOT CONFORM to qemu-7.1", "ALL SKIPPED". Free with g_free(). */
char *tck_run_claim_text(const TckRun *run);

/* How much of the profile was run: "qemu-7.1, 412 of the 820 results that must pass on pc, q35 by multiboot were run". Free with
 * g_free(). */
char *tck_run_profile_text(const TckRun *run);

/* How many results the profile demands of those that arrived, and how many of these passed: PASS, KNOWN or WAIVED. */
guint tck_run_demanded_had(const TckRun *run);
guint tck_run_demanded_met(const TckRun *run);

/* 0 what was run conforms, 1 something does not, or nothing passed, 3 an ERROR or a missing result, 77 only
 * SKIPs. */
int tck_run_exit_status(const TckRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckOutcome, tck_outcome_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckResult, tck_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckRun, tck_run_free)
