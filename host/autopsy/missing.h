/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What would have shown more about an incident, and how to configure it.
 */
#pragma once

#include "findings.h"

/* Adds what is missing to the incident. */
void tck_missing_add(TckIncident *incident, const TckFindings *findings);
