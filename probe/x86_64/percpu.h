/* SPDX-License-Identifier: BSD-2-Clause */
/* What each CPU has for itself. */
#pragma once

#include "arch.h"

struct trap_guard;

struct percpu {
        void (*volatile function)(void *argument); /* the work it has; NULL if none */
        void *volatile argument;
        struct trap_guard *guard; /* of the guarded call it is in; NULL if none */
        uint64_t nmi_count;       /* NMIs that have come in */
};

/* By the CPUs' numbers. GS, which nothing else uses, points to the element of a CPU that was started. */
extern struct percpu percpus[CPUS_MAX];

/* The element of the CPU that asks. */
struct percpu *percpu_current(void);

/* Gives another CPU than the first a function to call, and does not wait for it. The CPU must have none. */
void cpus_begin(unsigned cpu, void (*function)(void *argument), void *argument);
