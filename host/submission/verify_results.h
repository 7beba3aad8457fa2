/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the results in an archive agree with each other, and with the profile that they name. */
#pragma once

#include <json-glib/json-glib.h>

/* Adds a problem (char *) for each contradiction: a verdict that is not that of its outcomes, a PASS with a deviation, counts, an unknown
 * case, a result twice, a run that was not completed. */
void tck_check_agreement(JsonObject *results, GPtrArray *problems);

/* Adds a problem for each result that the profile of an architecture demands in the run's scope, and that is missing or not met. Returns how many are
 * demanded. */
guint tck_check_demands(JsonObject *results, GPtrArray *problems);
