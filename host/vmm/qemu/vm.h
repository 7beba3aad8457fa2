/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A virtual machine with a probe in it: QEMU as a child process, its monitor, the wire, and the folder with its artifacts.
 *
 * The folder receives command-line, qmp.jsonl, wire.log, console.log (the guest's console) and stderr.log
 * (QEMU's output); from a case that failed also incident.json, and screenshot.png or the line screenshot.log.
 */
#pragma once

#include "child.h"
#include "probe.h"
#include "qemu.h"
#include "qmp.h"

/* A VM. Callers only read it. */
typedef struct TckVm TckVm;
struct TckVm {
        const TckQemu *qemu; /* the QEMU that runs it */
        TckVmConfig config;  /* its texts live as long as the cases */
        char *name, *directory;
        Qmp *qmp;
        TckProbe *probe;
        TckChild *child; /* QEMU */
        int ram;         /* the file with its RAM; -1 if QEMU has allocated it */
        gboolean proven; /* the positive control has passed: only then does the absence of an event mean anything */
        TckVm *kept;     /* another VM, which ends with it; NULL: none */

        /* its own */
        Qmp *second_qmp;
        gboolean second_attached;
        TckJournal *qmp_journal, *wire_journal;
        int output; /* stderr.log */
        gint64 began;
};

/* Starts QEMU stopped and attaches to its monitor, before a guest can do anything. `ram` is for TCK_ORIGIN_SNAPSHOT: the file of which
 * the VM has a private copy as its RAM, -1 if the incoming state has all of the RAM. The calling thread must be the one that
 * uses and frees the VM. Free with tck_vm_free(). */
TckVm *tck_vm_start(const TckQemu *qemu, const TckVmConfig *config, const char *name, const char *directory,
                    TckOrigin origin, int ram, gint64 deadline, GError **error);

/* The result of an attempt to create a VM. */
typedef struct {
        gboolean serves; /* its monitor: it has created the VM */
        int status;      /* if not: how it ended, as waitpid(2) gives it */
        char *words;     /* and the last lines of its output, as one line; NULL if it serves */
} TckVmAttempt;

void tck_vm_attempt_clear(TckVmAttempt *attempt);

/* Lets QEMU create a VM, and ends it before its guest has run. FALSE with an error if it neither serves nor ends. The attempt
 * has to be cleared with tck_vm_attempt_clear() either way. */
gboolean tck_vm_attempt(const TckQemu *qemu, const TckVmConfig *config, const char *name, const char *directory,
                        gint64 deadline, TckVmAttempt *ret_attempt, GError **error);

/* What there was instead of a refusal: of QEMU ending by itself, in failure, and saying why in words that match the pattern. NULL if it
 * was one. Free with g_free(). */
char *tck_vm_attempt_unrefused(const TckVmAttempt *attempt, const char *pattern);

/* Lets the guest run until the probe has sent its hello. Drops the events up to then, which belong to the boot. A VM with nothing to
 * boot stays as it was started. */
gboolean tck_vm_boot(TckVm *vm, gint64 deadline, GError **error);

/* A deadline that was set when the VM was started, extended by the time that a busy machine has kept QEMU waiting since. */
gint64 tck_vm_deadline(const TckVm *vm, gint64 deadline);

/* Ends QEMU at once, whatever it does. NULL is fine. */
void tck_vm_free(TckVm *vm);

/* A second client of the monitor, which attaches when it is first used: it does not see earlier events. */
Qmp *tck_vm_second_qmp(TckVm *vm, gint64 deadline, GError **error);

/* Waits for messages of the monitor or the wire, and reads them. */
gboolean tck_vm_pump(TckVm *vm, gint64 deadline, GError **error);

/* Awaits the end of QEMU and gives its status as waitpid(2) does. Messages of it and the guest from before stay queued. */
gboolean tck_vm_wait_exit(TckVm *vm, gint64 deadline, int *ret_status, GError **error);

/* If QEMU has ended, replaces the error by one that says how. */
void tck_vm_explain_end(TckVm *vm, GError **error);

/* Writes the journals to their files; fails if anything was lost. */
gboolean tck_vm_flush(TckVm *vm, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckVm, tck_vm_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TckVmAttempt, tck_vm_attempt_clear)
