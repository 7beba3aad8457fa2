/* SPDX-License-Identifier: BSD-2-Clause */
/* Data of each CPU. */
#pragma once

#include "arch.h"

struct trap_guard;

struct percpu {
        void (*volatile function)(void *argument); /* its work; NULL if it has none */
        void *volatile argument;
        struct trap_guard *guard; /* its innermost guarded call; NULL if it is in none */
        uint64_t nmi_count;       /* the number of NMIs so far */
};

/* Indexed by CPU number. On CPUs other than the first, GS points to their element; nothing else uses GS. */
extern struct percpu percpus[CPUS_MAX];

/* The element of the calling CPU. */
struct percpu *percpu_current(void);

/* Makes a CPU other than the first call a function, and does not wait for it. That CPU must be idle. */
void cpus_begin(unsigned cpu, void (*function)(void *argument), void *argument);
