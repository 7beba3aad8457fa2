/* SPDX-License-Identifier: BSD-2-Clause */
/* What each CPU has for itself. SPRG0 is its address. */
#pragma once

#include "arch.h"
#include "vectors.h"

struct trap_frame;
struct trap_guard;

struct percpu {
        uint64_t stack, stack_size;               /* where the stack pointer may be */
        uint64_t trap_stack;                      /* where it is put if it is anywhere else */
        uint64_t main_stack;                      /* where it is when the CPU starts */
        void (*handle)(struct trap_frame *frame); /* what interrupts are given to */
        void (*start)(void);                      /* where the CPU goes when it starts */
        uint64_t saved[4];                        /* by vectors.S, for some instructions */

        uint64_t number;
        void (*volatile function)(void *argument); /* the work it has; NULL if none */
        void *volatile argument;
        struct trap_guard *guard; /* of the guarded call it is in; NULL if none */
        uint64_t nmis;            /* system resets that have come in */
        bool stops;               /* when its work is done */
};

_Static_assert(offsetof(struct percpu, stack) == PERCPU_STACK, "");
_Static_assert(offsetof(struct percpu, stack_size) == PERCPU_STACK_SIZE, "");
_Static_assert(offsetof(struct percpu, trap_stack) == PERCPU_TRAP_STACK, "");
_Static_assert(offsetof(struct percpu, main_stack) == PERCPU_MAIN_STACK, "");
_Static_assert(offsetof(struct percpu, handle) == PERCPU_HANDLE, "");
_Static_assert(offsetof(struct percpu, start) == PERCPU_START, "");
_Static_assert(offsetof(struct percpu, saved) == PERCPU_SAVED, "");

/* By the CPUs' numbers. */
extern struct percpu percpus[CPUS_MAX];

/* The element of the CPU that asks. */
struct percpu *percpu_current(void);

/* Makes an element the one of the CPU that asks. */
void percpu_choose(struct percpu *self);
