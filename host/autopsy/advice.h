/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Advice for the administrator of the host.
 */
#pragma once

#include "findings.h"

/* Adds advice to the incident, and the resulting changes to the domain's XML. */
void tck_advice_add(TckIncident *incident, const TckFindings *findings);
