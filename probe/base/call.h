/* SPDX-License-Identifier: BSD-2-Clause */
/* An operation called by the host: its arguments and its answer. */
#pragma once

#include "arch.h"
#include "wire.h"

struct call {
        uint64_t sequence;
        size_t count; /* the number of arguments */
        char **argument;
        struct wire_writer *answer; /* the line being composed, for wire_put_…() after call_ok() */
        bool answered;              /* the line has been sent */
        bool leave;                 /* set by an operation that stops the agent */
};

/* Why an operation failed. */
struct failure {
        const char *reason; /* a keyword; NULL if an exception ended it */
        const char *status; /* an error's symbolic name; NULL if there is none */
        const char *text;   /* a message */
        struct trap trap;   /* the exception, if reason is NULL */
};

/* ---- arguments: each function returns false, after answering with an error, if the argument is invalid ---- */

/* A number up to max. An optional argument that is not given leaves *ret_value as it is. */
bool call_number(struct call *call, size_t index, const char *name, uint64_t max, uint64_t *ret_value);

/* A width in bytes: a power of two up to max. */
bool call_width(struct call *call, size_t index, unsigned max, unsigned *ret_width);

/* A number that fits into width bytes; otherwise as call_number(). */
bool call_value(struct call *call, size_t index, unsigned width, uint64_t *ret_value);

/* ---- answers: each call gets exactly one ---- */

/* "ok", to which values may be appended. */
void call_ok(struct call *call);

/* "ok" with one number. */
void call_ok_number(struct call *call, uint64_t value);

/* "fault", for an exception that the operation raised. */
void call_fault(struct call *call, const struct trap *trap);

/* Calls function(argument) as trap_guarded() does. If an exception ended it, answers with "fault" and returns false. */
static inline bool call_guarded(struct call *call, void (*function)(void *argument), void *argument) {
        struct trap trap;

        if (trap_guarded(function, argument, &trap))
                return true;
        call_fault(call, &trap);
        return false;
}

/* "error" with a keyword and a message; both printable ASCII, the message may be NULL. */
void call_error(struct call *call, const char *reason, const char *text);

/* Answers with a failure: "fault" or "error". */
void call_failure(struct call *call, const struct failure *failure);

/* Answers "ok" at once: for an operation that cannot answer after it has acted. */
void call_ok_now(struct call *call);
