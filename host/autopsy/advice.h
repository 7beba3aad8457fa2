/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What whoever runs the host can do.
 */
#pragma once

#include "findings.h"

/* Adds advice to the incident, and what it makes of the domain's XML. */
void tck_advice_add(TckIncident *incident, const TckFindings *findings);
