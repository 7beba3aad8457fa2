/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a watch has seen, in numbers: a file in OpenMetrics' text form, for node_exporter's textfile collector, which is replaced
 * as a whole.
 *
 * Guests name themselves, and new ones come for years: beyond a number of series, further guests are counted together.
 * Safe for use by several threads.
 */
#pragma once

#include "archive.h"

typedef struct TckMetrics TckMetrics;

/* Free with tck_metrics_free(). */
TckMetrics *tck_metrics_new(void);
void tck_metrics_free(TckMetrics *metrics);

/* One more incident; `again`: it is a repetition. */
void tck_metrics_count(TckMetrics *metrics, const TckIncident *incident, gboolean again);

/* Whether the guest's hypervisor runs and is watched. */
void tck_metrics_attached(TckMetrics *metrics, const char *guest, gboolean attached);

/* How many guests are watched now, and how many incidents there have been, with the repetitions. */
void tck_metrics_totals(TckMetrics *metrics, guint *ret_guests, guint64 *ret_incidents);

/* Writes all that to a file that others may read, in full or not at all. */
gboolean tck_metrics_write(TckMetrics *metrics, const TckArchiveUsage *usage, const char *path, GError **error);
