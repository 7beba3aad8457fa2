/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The counters of a watch: a file in OpenMetrics' text format, for node_exporter's textfile collector, which is replaced
 * as a whole.
 *
 * Guests name themselves, and there may be many over the years: beyond a number of series, further guests are counted together.
 * Safe for use by several threads.
 */
#pragma once

#include "incident_archive.h"

typedef struct TckMetrics TckMetrics;

/* Free with tck_metrics_free(). */
TckMetrics *tck_metrics_new(void);
void tck_metrics_free(TckMetrics *metrics);

/* One more incident; `again`: it is a repetition. */
void tck_metrics_count(TckMetrics *metrics, const TckIncident *incident, gboolean again);

/* Whether the guest's hypervisor runs and is watched. */
void tck_metrics_attached(TckMetrics *metrics, const char *guest, gboolean attached);

/* The number of guests that are watched now, and of incidents, including repetitions. */
void tck_metrics_totals(TckMetrics *metrics, guint *ret_guests, guint64 *ret_incidents);

/* Writes everything to a file that others may read, completely or not at all. */
gboolean tck_metrics_write(TckMetrics *metrics, const TckArchiveUsage *usage, const char *path, GError **error);
