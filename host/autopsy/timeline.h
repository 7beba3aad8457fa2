/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The moments of an autopsy's files in the order of time, as far as their clocks can be brought together.
 */
#pragma once

#include "findings.h"

/* An incident has no more moments than that; and of those that are noise no more than this. */
enum { TCK_TIMELINE_MAX = 64, TCK_TIMELINE_NOISE_MAX = 8 };

/* Adds the timeline to the incident. `timed`: a file tells the incident's time; if not, the incident gets the time of the last moment. */
void tck_timeline_add(TckIncident *incident, const TckFindings *findings, gboolean timed);
