/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What would have told more of an incident, and how to have it the next time.
 */
#pragma once

#include "findings.h"

/* Adds to the incident what is missing. */
void tck_missing_add(TckIncident *incident, const TckFindings *findings);
