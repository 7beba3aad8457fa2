/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A virtual machine with a probe in it: QEMU as a child, its monitor, the wire, and the folder of what they leave.
 *
 * The folder receives command-line, qmp.jsonl, wire.log, console.log (what the guest printed for people) and stderr.log
 * (what QEMU printed).
 */
#pragma once

#include "child.h"
#include "probe.h"
#include "qemu.h"
#include "qmp.h"

/* A VM, for others to read. */
typedef struct TckVm TckVm;
struct TckVm {
        const TckQemu *qemu; /* what it was started with */
        TckVmConfig config;  /* whose texts last as long as the cases */
        char *name, *directory;
        Qmp *qmp;
        TckProbe *probe;
        TckChild *child; /* QEMU */
        int ram;         /* the file that holds its RAM; -1 if QEMU has it to itself */
        gboolean proven; /* the way from its guest to the host was shown to work: only then is silence worth anything */
        TckVm *kept;     /* another, which ends with it; NULL: none */

        /* its own */
        Qmp *second_qmp;
        gboolean second_attached;
        TckJournal *qmp_journal, *wire_journal;
        int output; /* stderr.log */
        gint64 began;
};

/* Starts QEMU stopped and attaches to its monitor, before a guest can do anything. `ram` is for TCK_ORIGIN_SNAPSHOT: the file of which
 * the VM has a private copy as its RAM, -1 if the state that is migrated in has all of it. The calling thread must be the one that
 * uses and frees the VM. Free with tck_vm_free(). */
TckVm *tck_vm_start(const TckQemu *qemu, const TckVmConfig *config, const char *name, const char *directory,
                    TckOrigin origin, int ram, gint64 deadline, GError **error);

/* What became of a QEMU that was to make a VM. */
typedef struct {
        gboolean serves; /* its monitor: it has made the VM */
        int status;      /* if not: how it ended, as waitpid(2) tells it */
        char *words;     /* and the last that it printed on its way out, on one line; NULL if it serves */
} TckVmAttempt;

void tck_vm_attempt_clear(TckVmAttempt *attempt);

/* Has QEMU make a VM, which is ended before its guest has run. FALSE with an error if it neither serves nor ends. The attempt
 * has to be cleared with tck_vm_attempt_clear() either way. */
gboolean tck_vm_attempt(const TckQemu *qemu, const TckVmConfig *config, const char *name, const char *directory,
                        gint64 deadline, TckVmAttempt *ret_attempt, GError **error);

/* What there was instead of a refusal: of QEMU ending by itself, in failure, and saying why in words that match the pattern. NULL if it
 * was one. Free with g_free(). */
char *tck_vm_attempt_unrefused(const TckVmAttempt *attempt, const char *pattern);

/* Lets the guest run until the probe has said hello. The events up to there are the boot's own and are dropped. */
gboolean tck_vm_boot(TckVm *vm, gint64 deadline, GError **error);

/* A deadline that was set when the VM was started, put off by as long as a busy machine has kept QEMU waiting since. */
gint64 tck_vm_deadline(const TckVm *vm, gint64 deadline);

/* Ends QEMU at once, whatever it does. NULL is fine. */
void tck_vm_free(TckVm *vm);

/* A second client of the monitor, which attaches when it is asked for first: what came before is not told to it. */
Qmp *tck_vm_second_qmp(TckVm *vm, gint64 deadline, GError **error);

/* Waits for the monitor or the wire to have something, and takes it in. */
gboolean tck_vm_pump(TckVm *vm, gint64 deadline, GError **error);

/* Awaits the end of QEMU and gives its status as waitpid(2) does. What it and the guest said before stays queued. */
gboolean tck_vm_wait_exit(TckVm *vm, gint64 deadline, int *ret_status, GError **error);

/* If QEMU has ended, replaces an error that came of it by one that says how. */
void tck_vm_explain_end(TckVm *vm, GError **error);

/* Writes the journals out; fails if anything of them was lost. */
gboolean tck_vm_flush(TckVm *vm, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckVm, tck_vm_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TckVmAttempt, tck_vm_attempt_clear)
