/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads Linux's log from a kernel's memory, by its VMCOREINFO, in each of its three formats: a ring of descriptors (since
 * 5.10), a buffer of records (since 3.5), and a buffer of text. A hostile guest's log ends in an error, within the limits.
 */
#pragma once

#include "kernel_memory.h"
#include "vmcore_info.h"

typedef struct {
        /* Receives a part of the log: whole lines, except for a buffer of text. It is printable ASCII, tabs and newlines; other bytes are
         * written as \xNN. */
        void (*print)(const char *text, gsize length, gpointer data);
        gpointer data;
        gboolean
                console; /* as on a console: with time and caller before each line of a message. Otherwise as makedumpfile prints it. */
} TckDmesgSink;

/* Prints the log, the oldest message first. FALSE with an error if it cannot be read: TCK_ERROR_ABSENT if VMCOREINFO does not describe
 * a log. What could be read before has been printed. ret_missing, the number of messages that are not in the core, may be NULL. */
gboolean tck_dmesg_read(const TckKernelMemory *memory, const TckVmcoreInfo *info, const TckDmesgSink *sink,
                        guint64 *ret_missing, GError **error);
