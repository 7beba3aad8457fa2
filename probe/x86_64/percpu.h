/* SPDX-License-Identifier: BSD-2-Clause */
/* What each CPU has for itself. */
#pragma once

#include "arch.h"

struct trap_guard;

struct percpu {
        void (*volatile function)(void *argument); /* the work it has; NULL if none */
        void *volatile argument;
        struct trap_guard *guard; /* of the guarded call it is in; NULL if none */
        uint64_t nmi_count;
};

/* By the CPUs' numbers. */
extern struct percpu percpus[CPUS_MAX];

/* What the CPU that asks has for itself. */
struct percpu *percpu_current(void);

/* Makes one the calling CPU's own. The first CPU needs none of that: what belongs to no other is its own. */
void percpu_set(struct percpu *own);
