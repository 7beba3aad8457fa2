/* SPDX-License-Identifier: BSD-2-Clause */
#include "error.h"

#include <errno.h>

G_DEFINE_QUARK(tck - error - quark, tck_error)

gboolean tck_error_is_refusal(const GError *error) {
        return g_error_matches(error, TCK_ERROR, TCK_ERROR_REFUSED) ||
               g_error_matches(error, TCK_ERROR, TCK_ERROR_ABSENT);
}

gboolean tck_error_set(GError **error, TckError code, const char *format, ...) {
        va_list list;

        va_start(list, format);
        g_propagate_error(error, g_error_new_valist(TCK_ERROR, (gint) code, format, list));
        va_end(list);
        return FALSE;
}

gboolean tck_error_set_errno(GError **error, const char *format, ...) {
        int number = errno;
        g_autofree char *text = NULL;
        va_list list;

        va_start(list, format);
        text = g_strdup_vprintf(format, list);
        va_end(list);
        g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "%s: %s", text, g_strerror(number));
        errno = number;
        return FALSE;
}
