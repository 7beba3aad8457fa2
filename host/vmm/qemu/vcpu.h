/* SPDX-License-Identifier: BSD-2-Clause */
/* The state of a guest's virtual CPUs, from the monitor: distinguishes a guest that hangs from one that works. */
#pragma once

#include "arch.h"
#include "qmp.h"

typedef enum {
        TCK_VCPU_RUNS,   /* or its state is not known */
        TCK_VCPU_HALTED, /* for ever: it waits for an interrupt, with interrupts disabled */
        TCK_VCPU_LOOPS,  /* with interrupts disabled, and never seen outside a single page */
} TckVcpuState;

/* A sample of all CPUs of the hypervisor with that process id (0: not known), one after the other: TckVcpu, in QEMU's
 * order. Free with g_array_unref(). */
GArray *tck_vcpu_look(Qmp *qmp, GPid process, gint64 deadline, GError **error);

/* Parses the output of `info registers -a`. A CPU of an unknown architecture is omitted. */
GArray *tck_vcpu_parse(const char *text);

/* The state of a CPU from its samples, GArrays of TckVcpu as above. One sample is enough to see that it is halted; to see that it
 * loops needs at least two, and more of them are more certain. */
TckVcpuState tck_vcpu_judge(const GPtrArray *looks, guint place);

/* Whether no CPU can ever go on by itself, by these samples. A non-maskable interrupt could still wake them. */
gboolean tck_vcpus_hang(const GPtrArray *looks);

/* Whether each CPU that loops by these samples got so much CPU time from the first to the last: on a busy host a CPU runs
 * slowly through code that otherwise takes no time. TRUE for CPUs whose time is not known. */
gboolean tck_vcpus_ran(const GPtrArray *looks, guint64 microseconds);

/* Whether a CPU was below that address in each sample. */
gboolean tck_vcpu_stays_below(const GPtrArray *looks, guint place, guint64 address);

/* "CPU 0 is halted with interrupts disabled at 0x1024a1". Free with g_free(). */
char *tck_vcpu_text(const GPtrArray *looks, guint place);
