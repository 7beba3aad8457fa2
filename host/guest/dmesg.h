/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linux's log, read out of a kernel's memory by its VMCOREINFO, in each of the three forms that it has had: a ring of descriptors (since
 * 5.10), a buffer of records (since 3.5), and a buffer of text. A hostile guest's log ends in an error, soon.
 */
#pragma once

#include "kernel_memory.h"
#include "vmcore_info.h"

typedef struct {
        /* Takes some of the log: whole lines, but for a buffer of text. Printable ASCII, tabs and newlines; what else there was is in it
         * as \xNN. */
        void (*print)(const char *text, gsize length, gpointer data);
        gpointer data;
        gboolean
                console; /* in the form of a console: time and caller before each line of a message. Otherwise as makedumpfile prints it. */
} TckDmesgSink;

/* Prints the log, the oldest message first. FALSE with an error if there is none that can be read: TCK_ERROR_ABSENT if VMCOREINFO tells of
 * no log. What had been read until then has been printed. The number of messages that are missing in the core may be NULL. */
gboolean tck_dmesg_read(const TckKernelMemory *memory, const TckVmcoreInfo *info, const TckDmesgSink *sink,
                        guint64 *ret_missing, GError **error);
