/* SPDX-License-Identifier: BSD-2-Clause */
/* What each CPU has for itself. */
#pragma once

#include "arch.h"
#include "psw.h"

struct trap_guard;

struct percpu {
        void (*volatile function)(void *argument); /* the work it has; NULL if none */
        void *volatile argument;
        struct trap_guard *guard;  /* of the guarded call it is in; NULL if none */
        uint64_t restarts;         /* restart interruptions that have come in */
        struct psw psw;            /* that it loads when its work is done, */
        unsigned psw_after;        /* once that CPU is stopped */
        bool psw_given, psw_waits; /* there is a PSW; there is a CPU to wait for */
        bool guard_any;            /* interruptions of any kind end the guarded call */
};

/* By the CPUs' numbers. */
extern struct percpu percpus[CPUS_MAX];

/* The element of the CPU that asks. */
struct percpu *percpu_current(void);
