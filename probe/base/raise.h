/* SPDX-License-Identifier: BSD-2-Clause */
/* What the operations `raise` and `on-nmi` of all architectures share. */
#pragma once

#include "call.h"

/* A kind of exception. */
struct raise_kind {
        const char *name;
        void (*raise)(void *unused);
        const char *(*obstacle)(void); /* why it cannot be raised here, or NULL; no function: it always can */
};

/*
 * raise KIND: answers, and then has run() call the kind's raise(), which is not to return. run() gives that function the state
 * in which an exception is an oops.
 */
void raise_on_request(struct call *call, const struct raise_kind *kinds, size_t count,
                      void (*run)(void (*function)(void *argument), void *argument));

/* on-nmi WHAT: sets *fatal to whether an NMI is an oops, instead of only being counted. */
void raise_choose_nmi(struct call *call, bool *fatal);
