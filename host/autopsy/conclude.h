/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the findings of an autopsy amount to.
 */
#pragma once

#include "findings.h"

/* The one incident that the accounts are of, with its timeline, what contradicts it, what is missing, and advice. The accounts' incidents
 * are used up. Free with tck_incident_free(). */
TckIncident *tck_conclude(TckFindings *findings);
