/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is said of a run for people once it is over: the failures at length, what is on record and what was skipped by reason, totals.
 */
#pragma once

#include "report_line.h"

void tck_summary_add(TckLine *line, const TckRun *run);
