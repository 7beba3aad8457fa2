/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of check.h have in common.
 */
#pragma once

#define TCK_CHECK_PRIVATE

#include "check.h"
#include "check_end.h"
#include "incident.h"
#include "load.h"

struct Tck {
        const TckCase *tested;
        TckVm *vm;
        const TckProfile *profile;
        double timeout;
        double boot_timeout;
        gint64 began;
        TckOutcome *outcome;
        gboolean over;
        char *at;                   /* what the case is at, NULL for nothing that it has said */
        guint64 started;            /* the sequence number of the operation begun, 0 for none */
        gboolean idle;              /* the guest has done all that it was asked: of itself it does nothing */
        guint hellos;               /* how often the probe may have said hello by now */
        int signalled;              /* the signal that the case sent to QEMU, 0 for none */
        struct wire_message answer; /* the last; its words belong to the probe */
        guint strays;               /* replies that no command asked for, before the case */
        GPtrArray *cores;           /* TckCore * */
        GPtrArray *core_files;      /* char *: their paths */
        TckIncident *incident;      /* that the events told of last, NULL if none */
        gboolean ending;            /* QEMU is about to end, by what it told last */
};

/* ---- check_verdict.c ---- */

/* The verdict, for good. Takes the message over. */
void check_decide(Tck *t, TckVerdict verdict, char *message);

/* ---- check_wait.c ---- */

/* When what is awaited from now on has to have come. */
gint64 check_deadline(const Tck *t);

/* A wait for what the guest or QEMU owes. */
typedef struct {
        TckPatience patience;
        gboolean looked;
        guint64 ran; /* QEMU's CPU time when the silence was last taken for one */
} CheckWait;

CheckWait check_begin_wait(const Tck *t);

/* Takes in what comes, for a moment. FALSE with an error, after which nothing that was sent is on its way any
 * more if QEMU has gone. */
gboolean check_pump(Tck *t, CheckWait *wait, GError **error);

/* Whether nothing came for a while, and there is time left to wait on. */
gboolean check_only_quiet(const GError *error, const CheckWait *wait);

/* ---- check_trouble.c ---- */

/* Something broke while the case awaited what `expected` says. Takes the error over. A QEMU that went away by itself,
 * though the case did not ask for it, is a FAIL; all else is an ERROR. */
void check_trouble(Tck *t, const char *expected, GError *error);

/* Whether the error is that QEMU went away by itself, though the case did not ask for it. */
gboolean check_ended_by_itself(Tck *t, const GError *error);

/* What QEMU refuses is a FAIL. Takes the error over. */
void check_refused_or_trouble(Tck *t, const char *expected, GError *error);

/* Whether somebody other than the case made an end of QEMU. */
gboolean check_ended_from_outside(const Tck *t, int status);

/* ---- check_monitor.c ---- */

/* The value of a command that has to succeed; NULL after a verdict. Takes the arguments over. */
JsonNode *check_execute(Tck *t, const char *command, JsonObject *arguments);

/* ---- check_events.c ---- */

/* The status that the monitor tells, "" once a verdict has fallen. What QEMU sent before its answer is in the queue then,
 * which makes this the fence behind which an event that has not come will not come. Free with g_free(). */
char *check_query_status(Tck *t);

/* The oldest event of the run state, NULL if there is none. */
JsonObject *check_take_event(Tck *t);

/* "GUEST_PANICKED {"action":"pause"}". Free with g_free(). */
char *check_event_text(JsonObject *event);

/* Whether its data has just these members, as tck_expect_event() has them. */
gboolean check_has_members(JsonObject *event, const char *members);

/* Asks for the status without a verdict on the answer: a fence for events. NULL if QEMU has ended, or answers no more, with its
 * last events in the queue. Free with g_free(). */
char *check_settle(Tck *t);

/* ---- check_memory.c ---- */

/* Closes the cores. */
void check_end_cores(Tck *t);

/* ---- check_guest.c ---- */

/* The verdict on a probe that talks what is no line of its language. */
void check_garbage(Tck *t);
