/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The moments of an autopsy's files in the order of time, as far as their clocks can be related.
 */
#pragma once

#include "findings.h"

/* The maximal number of moments of an incident, and of noise. */
enum { TCK_TIMELINE_MAX = 64, TCK_TIMELINE_NOISE_MAX = 8 };

/* Adds the timeline to the incident. `timed`: a file has the incident's time; if not, the incident gets the time of the last moment. */
void tck_timeline_add(TckIncident *incident, const TckFindings *findings, gboolean timed);
