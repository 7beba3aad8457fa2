/* SPDX-License-Identifier: BSD-2-Clause */
#include "error.h"

G_DEFINE_QUARK(tck - error - quark, tck_error)

gboolean tck_error_is_refusal(const GError *error) {
        return g_error_matches(error, TCK_ERROR, TCK_ERROR_REFUSED) ||
               g_error_matches(error, TCK_ERROR, TCK_ERROR_ABSENT);
}
