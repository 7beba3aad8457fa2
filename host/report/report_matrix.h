/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The results of a run by channel and architecture.
 */
#pragma once

#include "result.h"

/* Of a channel on an architecture, how many results have each verdict. The names are borrowed from the run. */
typedef struct {
        const char *channel, *arch; /* "pci", "aarch64" */
        guint counts[TCK_VERDICTS];
} TckChannelRow;

/* A row for each channel and architecture with results, by channel, then in the order of the run's architectures: TckChannelRow *. Free with
 * g_ptr_array_unref(). */
GPtrArray *tck_channel_rows(const TckRun *run);

/* The matrix as lines of text, the first of which has the verdicts' names; a channel's name is only in its first row. NULL for a run on one
 * architecture. Free with g_strfreev(). */
GStrv tck_channel_lines(const TckRun *run);
