/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ibm,os-term of pseries: what its cases have in common.
 */
#pragma once

#include "check.h"

#define OS_TERM_VM .devices = {"os-term"}

/* What RTAS returns as the status of a call (LoPAR, "RTAS Status Word Values"). */
enum { RTAS_SUCCESS = 0, RTAS_PARAMETER_ERROR = -3 };

/* The token of a service of RTAS, which the device tree names. */
static inline guint64 rtas_token(Tck *t, const char *service) {
        guint64 length = tck_ask(t, "rtas-property %s", service);

        tck_expect_number(t, "the length of the token", length, 4);
        return tck_number(t, 1);
}

static inline void expect_status(Tck *t, guint64 seen, gint32 expected) {
        tck_expect_number(t, "the status of the call", seen, (guint32) expected);
}

/* The guest has called ibm,os-term, under panic=pause: it is reported, without any information, and the guest is stopped within the call. */
static inline void expect_termination(Tck *t) {
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
}

/* Continues the guest, to which the call returns with success, as the value at that place of its answer. */
static inline void expect_return(Tck *t, guint place) {
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_finished(t);
        expect_status(t, tck_number(t, place), RTAS_SUCCESS);
        tck_expect_status(t, "running");
}

/* Both, after which the guest is as before: the control behind each silence. */
static inline void termination_is_reported(Tck *t) {
        tck_start(t, "os-term the control");
        expect_termination(t);
        expect_return(t, 0);
        tck_expect_no_event(t);
}

#define expect_status(t, ...) TCK_CALLED(tck_outcome(t), expect_status(t, __VA_ARGS__))
#define expect_termination(t) TCK_CALLED(tck_outcome(t), expect_termination(t))
#define expect_return(t, ...) TCK_CALLED(tck_outcome(t), expect_return(t, __VA_ARGS__))
#define termination_is_reported(t) TCK_CALLED(tck_outcome(t), termination_is_reported(t))
