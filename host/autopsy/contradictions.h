/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Statements of an autopsy's files that cannot all be true, as sentences for people.
 */
#pragma once

#include "findings.h"

/* Adds the contradictions to the incident. */
void tck_contradictions_add(TckIncident *incident, const TckFindings *findings);
