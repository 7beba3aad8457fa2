/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The conclusion from the findings of an autopsy.
 */
#pragma once

#include "findings.h"

/* The one incident from all accounts, with its timeline, contradictions, what is missing, and advice. The accounts' incidents
 * are used up. Free with tck_incident_free(). */
TckIncident *tck_conclude(TckFindings *findings);
