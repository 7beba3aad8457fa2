/* SPDX-License-Identifier: BSD-2-Clause */
/* What the virtual CPUs of a guest are at, seen from the monitor: to tell a guest that hangs from one that works. */
#pragma once

#include "arch.h"
#include "qmp.h"

typedef enum {
        TCK_VCPU_RUNS,   /* or nothing is known against it */
        TCK_VCPU_HALTED, /* for ever: it waits for an interrupt, with interrupts disabled */
        TCK_VCPU_LOOPS,  /* with interrupts disabled, and never seen outside a single page */
} TckVcpuState;

/* A look at all CPUs of the hypervisor that is that process (0: not known), one after the other: TckVcpu, sorted as QEMU
 * does. Free with g_array_unref(). */
GArray *tck_vcpu_look(Qmp *qmp, GPid process, gint64 deadline, GError **error);

/* Takes what `info registers -a` prints apart. A CPU of an architecture that is not known is left out. */
GArray *tck_vcpu_parse(const char *text);

/* What a CPU is at, by its looks, first to last: GArrays of TckVcpu as above. One look can tell that it is halted; that it
 * loops takes two at least, and is as sure as they are many. */
TckVcpuState tck_vcpu_judge(const GPtrArray *looks, guint place);

/* Whether no CPU can ever go on by itself, by these looks. A non-maskable interrupt could still wake them. */
gboolean tck_vcpus_hang(const GPtrArray *looks);

/* Whether each CPU that loops by these looks was given so much CPU time from the first to the last: on a busy host a CPU goes
 * slowly through code that takes no time otherwise. Those of which it is not known are taken to. */
gboolean tck_vcpus_ran(const GPtrArray *looks, guint64 microseconds);

/* "CPU 0 is halted with interrupts disabled at 0x1024a1". Free with g_free(). */
char *tck_vcpu_text(const GPtrArray *looks, guint place);
