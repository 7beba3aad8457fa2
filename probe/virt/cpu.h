/* SPDX-License-Identifier: BSD-2-Clause */
/* What the architecture of a machine provides to this room: its CPUs, and their counter. */
#pragma once

#include "arch.h"

struct trap_guard;

struct percpu {
        void (*volatile function)(void *argument); /* its work; NULL if it has none */
        void *volatile argument;
        struct trap_guard *guard; /* its innermost guarded call; NULL if it is in none */
};

/* Indexed by CPU number. */
extern struct percpu percpus[CPUS_MAX];

/* The element of the calling CPU. */
struct percpu *percpu_current(void);

/* The tree's id of the CPU that started the probe. */
uint64_t cpu_first(void);

/* Starts the CPU with that id in the tree, as the CPU of that number; it handles exceptions, and calls serve(). False if the firmware refuses. */
bool cpu_start(uint64_t id, unsigned number, void (*serve)(void));

/* A counter, and how often it counts in a second. */
uint64_t counter_read(void);
uint64_t counter_frequency(void);
