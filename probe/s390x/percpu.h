/* SPDX-License-Identifier: BSD-2-Clause */
/* What each CPU has for itself. */
#pragma once

#include "arch.h"
#include "psw.h"

struct trap_guard;

struct percpu {
        void (*volatile function)(void *argument); /* the work it has; NULL if none */
        void *volatile argument;
        struct trap_guard *guard; /* of the guarded call it is in; NULL if none */
        bool guard_any;           /* which interruptions of any kind end */
        uint64_t restarts;        /* restart interruptions that have come in */

        /* A PSW that it loads when its work is done, once another CPU is stopped. */
        struct psw psw;
        unsigned psw_after;
        bool psw_given, psw_waits; /* psw_waits: for that CPU */
};

/* By the CPUs' numbers. */
extern struct percpu percpus[CPUS_MAX];

/* The element of the CPU that asks. */
struct percpu *percpu_current(void);
