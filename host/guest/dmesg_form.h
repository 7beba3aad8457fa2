/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The readers of the formats of Linux's log, for dmesg.c, one file each; and their common output functions.
 */
#pragma once

#include "dmesg.h"

typedef struct {
        const TckKernelMemory *memory;
        const TckVmcoreInfo *info;
        const TckDmesgSink *sink;
        guint64 missing; /* messages that are not in the core */
        guint64 printed; /* bytes */
} TckDmesg;

typedef struct {
        guint64 nanoseconds; /* since the kernel's start */
        gboolean has_caller;
        guint32 caller; /* a thread's number, or a CPU's with the top bit set */
        const guint8 *text;
        gsize length; /* bytes */
} TckDmesgRecord;

/* The value of a variable of so many bytes, whose address is in VMCOREINFO as "SYMBOL(log_buf)". */
gboolean tck_dmesg_variable(const TckDmesg *dmesg, const char *symbol, guint size, guint64 *ret_number, GError **error);

/* FALSE with an error once the log is longer than any can be. */
gboolean tck_dmesg_print_record(TckDmesg *dmesg, const TckDmesgRecord *record, GError **error);
gboolean tck_dmesg_print_text(TckDmesg *dmesg, const guint8 *text, gsize length, GError **error);

/* Whether a message that could not be read may be skipped, because the core does not have it. Otherwise sets the error. Frees `local`. */
gboolean tck_dmesg_pass_over(TckDmesg *dmesg, GError *local, GError **error);

gboolean tck_dmesg_ring(TckDmesg *dmesg, GError **error);
gboolean tck_dmesg_records(TckDmesg *dmesg, const char *structure, GError **error);
gboolean tck_dmesg_text(TckDmesg *dmesg, GError **error);
