/* SPDX-License-Identifier: BSD-2-Clause */
/* A call of an operation by the host: its arguments and its answer. */
#pragma once

#include "arch.h"
#include "wire.h"

struct call {
        uint64_t sequence;
        size_t count; /* arguments */
        char **argument;
        struct wire_writer *answer; /* the line under way, for wire_put_…() after call_ok() */
        bool answered;              /* the line has been sent already */
        bool leave;                 /* to be set by an operation that ends the agent's work */
};

/* Why something could not be done. */
struct failure {
        const char *reason; /* a word for programs; NULL if an exception ended it */
        const char *status; /* a program's name for it; NULL if there is none */
        const char *text;   /* for people */
        struct trap trap;   /* the exception */
};

/* ---- arguments: each returns false, and has answered with the error, if the argument is not as it should be ---- */

/* A number up to max. An optional argument that is not given leaves *ret_value as it is. */
bool call_number(struct call *call, size_t index, const char *name, uint64_t max, uint64_t *ret_value);

/* A width in bytes: a power of two up to max. */
bool call_width(struct call *call, size_t index, unsigned max, unsigned *ret_width);

/* A number that fits width bytes, as call_number(). */
bool call_value(struct call *call, size_t index, unsigned width, uint64_t *ret_value);

/* ---- answers; each call gets one of these ---- */

/* "ok", to which values may be appended. */
void call_ok(struct call *call);

/* "ok" with one number. */
void call_ok_number(struct call *call, uint64_t value);

/* "fault", for an exception that the operation raised. */
void call_fault(struct call *call, const struct trap *trap);

/* Calls function(argument) as trap_guarded() does. If an exception ended it, answers with the fault and returns false. */
static inline bool call_guarded(struct call *call, void (*function)(void *argument), void *argument) {
        struct trap trap;

        if (trap_guarded(function, argument, &trap))
                return true;
        call_fault(call, &trap);
        return false;
}

/* "error" with a word for programs and a text for people; both printable ASCII, the text may be NULL. */
void call_error(struct call *call, const char *reason, const char *text);

/* A failure: "fault" or "error". */
void call_failure(struct call *call, const struct failure *failure);

/* "ok", at once: for an operation that cannot answer any more after it has acted. */
void call_ok_now(struct call *call);
