/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What cannot all be true of what the files of an autopsy tell, in sentences to a person.
 */
#pragma once

#include "findings.h"

/* Adds to the incident what contradicts it, or itself. */
void tck_contradictions_add(TckIncident *incident, const TckFindings *findings);
