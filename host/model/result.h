/* SPDX-License-Identifier: BSD-2-Clause */
/* What came of a run: verdicts, outcomes, results. Made by the scheduler, read by the reports. */
#pragma once

#include "case.h"

/* From best to worst. */
typedef enum {
        TCK_PASS,
        TCK_SKIP,          /* a capability is absent */
        TCK_KNOWN,         /* a deviation that is on record for this version */
        TCK_WAIVED,        /* a FAIL that the user lets pass, until a day and for a reason */
        TCK_FAIL,          /* the thing under test breaks the clause */
        TCK_ERROR_VERDICT, /* the harness or its environment broke; nothing is known of the clause */
        TCK_VERDICTS,
} TckVerdict;

/* "PASS", "SKIP", "KNOWN", "WAIVED", "FAIL", "ERROR" */
const char *tck_verdict_name(TckVerdict verdict);

/* What came of running a case once, in one VM. */
typedef struct {
        TckVerdict verdict;
        char *message; /* one sentence, valid UTF-8: what was expected and not seen, the reason; NULL for a plain PASS */
        char *expected; /* FAIL, KNOWN and WAIVED: what the clause asks for, else NULL */
        char *seen;     /* FAIL and KNOWN: what was there instead, else NULL */
        char *place; /* FAIL, KNOWN and ERROR: the expectation that decided, "tests/…/isa_write.c:40"; NULL if none did */
        char *artifacts; /* the VM's folder; NULL if no VM was started */
        char *incident;  /* FAIL and ERROR: what became of the guest or of QEMU, in words; NULL if nothing */
        gint64 duration; /* microseconds, without the boot */
        gboolean alone;  /* in a VM of its own, after a first outcome that was bad */
        gboolean ours; /* SKIP: what is missing is the kit's or its surroundings', and says nothing of what is tested */
        gboolean elsewhere; /* SKIP: it takes another run, by other options, as another user or in another place */
        const char *last;   /* while the case runs: the last expectation that was met, NULL before the first */
} TckOutcome;

TckOutcome *tck_outcome_new(TckVerdict verdict);
void tck_outcome_free(TckOutcome *outcome);

/* The expectation at that place is done (a literal: TCK_HERE): if a verdict fell, and no place has claimed it yet, it fell
 * there. */
void tck_outcome_at(TckOutcome *outcome, const char *place);

/* The function whose expectation decided was called at that place. */
void tck_outcome_called_at(TckOutcome *outcome, const char *place);

/* The case is over: a verdict that fell at no expectation fell after the last of them. */
void tck_outcome_end(TckOutcome *outcome);

/* Where the record of its incident is. Free with g_free(). */
char *tck_outcome_record(const TckOutcome *outcome);

/* What came of a case on one VM configuration. */
typedef struct {
        const TckCase *tested;
        char *vm;            /* the configuration's name: "q35-efi" */
        char *machine;       /* "q35" */
        const char *boot;    /* "efi" */
        const char *channel; /* that of which the profile demands it: "isa"; NULL if it need not pass */
        gboolean lab;        /* the VM was in the lab, or should have been */
        GPtrArray *outcomes; /* TckOutcome *, at least one once it ran: the first, then the one alone */
} TckResult;

TckResult *tck_result_new(const TckCase *tested, const TckVmConfig *config);
void tck_result_free(TckResult *result);

/* Turns a SKIP of what must pass into a FAIL, or into an ERROR where what is tested cannot help it. */
void tck_result_hold(TckResult *result, const char *profile);

/* The worst of its outcomes: a failure does not go away by not happening twice. */
const TckOutcome *tck_result_worst(const TckResult *result);
TckVerdict tck_result_verdict(const TckResult *result);

/* A whole run. */
typedef struct {
        char *id;             /* names the run: its folder, its processes */
        char *directory;      /* where its artifacts are */
        char *program;        /* what starts the kit again, as a shell takes it; NULL: its name */
        char *options;        /* the options that a rerun has to repeat, " --qemu /x/qemu" or "" */
        char *hypervisor;     /* "QEMU 7.2.22 (qemu-system-x86_64), tcg", NULL if it could not be asked */
        char *failure;        /* why the run could not be made at all, else NULL */
        const char *profile;  /* what it is held to: "qemu-7.1"; "none" if no profile describes the hypervisor */
        char *scope;          /* where the profile demands anything: "pc, q35 by multiboot"; NULL: nowhere */
        guint demanded;       /* results that must pass there, whether they are planned or not */
        GPtrArray *waivers;   /* TckWaiver *, owned; NULL for none */
        gboolean strict;      /* a KNOWN counts as a FAIL */
        gboolean interrupted; /* the user stopped it: some cases have no result */
        guint planned;        /* results there are to be */
        GPtrArray *results;   /* TckResult *, in the order they were had */
        GDateTime *began;
        gint64 duration;      /* microseconds; 0 while it runs */
        guint boots;          /* guests that were booted, reboots by a reset included */
        guint firmware_boots; /* those of them that went through UEFI firmware */
        guint restores;       /* VMs that were started from a snapshot instead */
        char *no_snapshot;    /* why VMs booted that should have been restored, NULL if none was */
        guint64 peak_memory;  /* of the harness itself, in bytes */
} TckRun;

TckRun *tck_run_new(void);
void tck_run_free(TckRun *run);

/* The command that runs a case on one VM configuration alone, from the folder in which the run was started. Free with g_free(). */
char *tck_run_rerun_command(const TckRun *run, const TckResult *result);

/* The command that tells of the outcome's incident, NULL if there is none. Free with g_free(). */
char *tck_run_autopsy_command(const TckRun *run, const TckOutcome *outcome);

/* How many results have that verdict. */
guint tck_run_count(const TckRun *run, TckVerdict verdict);

/* ---- where in a case a failure falls ---- */

/* Whether a verdict of a failure fell. */
static inline gboolean tck_failed(const TckOutcome *outcome) {
        return outcome->verdict >= TCK_FAIL;
}

/* The call of a function of several verbs, that tells where it was called if the verdict falls in it. */
#define TCK_CALLED(outcome, call)       \
        (tck_failed(outcome) ? (void) 0 \
                             : ((call), tck_failed(outcome) ? tck_outcome_called_at((outcome), TCK_HERE) : (void) 0))

/* What follows a verb's declaration, as `#define tck_do(t, ...) TCK_VERB(t, tck_do(t, __VA_ARGS__))`, or TCK_VALUE() for one that gives
 * something: the outcome knows then that the verb at this place is done. */
#define TCK_VERB(t, call) ((call), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define TCK_VALUE(t, call)                                \
        ({                                                \
                __auto_type value_ = (call);              \
                                                          \
                tck_outcome_at(tck_outcome(t), TCK_HERE); \
                value_;                                   \
        })

/* ---- what a run amounts to ---- */

typedef enum {
        TCK_CLAIM_CONFORMS,
        TCK_CLAIM_IN_PART, /* what was run of what the profile demands holds, and that was not all */
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

/* How much of the profile is in it: "qemu-7.1, 412 of the 820 results that must pass on pc, q35 by multiboot were run". Free with
 * g_free(). */
char *tck_run_profile_text(const TckRun *run);

/* How many of the results that were had the profile demands, and how many of these hold: PASS, KNOWN or WAIVED. */
guint tck_run_demanded_had(const TckRun *run);
guint tck_run_demanded_met(const TckRun *run);

/* 0 what was run conforms, 1 something does not, or nothing passed, 3 an ERROR or a result that is missing, 77 nothing but
 * SKIPs. */
int tck_run_exit_status(const TckRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckOutcome, tck_outcome_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckResult, tck_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckRun, tck_run_free)
