/* SPDX-License-Identifier: BSD-2-Clause */
#include "advice.h"

#include <string.h>

void tck_advice_add(TckIncident *incident, const TckFindings *findings) {
        (void) incident;
        (void) findings;
}
