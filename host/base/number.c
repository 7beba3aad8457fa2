/* SPDX-License-Identifier: BSD-2-Clause */
#include "number.h"

#include <string.h>

#include "error.h"

#define DIGITS "0123456789"

static const double SECONDS_MIN = 0.001, SECONDS_MAX = 365.0 * 24 * 3600;

/* "2", "2.5": a dot needs digits on both sides. */
static gboolean is_decimal(const char *text) {
        gsize whole = strspn(text, DIGITS);
        const char *rest = text + whole;

        return whole && (!*rest || (*rest == '.' && rest[1] && !rest[1 + strspn(rest + 1, DIGITS)]));
}

gboolean tck_number_seconds(const char *option, const char *text, gboolean zero, double *seconds, GError **error) {
        double value = text && is_decimal(text) ? g_ascii_strtod(text, NULL) : -1;

        if (!text)
                return TRUE;
        if (!(value >= SECONDS_MIN && value <= SECONDS_MAX) && !(zero && value == 0))
                return tck_error_set(error, TCK_ERROR_USAGE,
                                     "%s takes seconds, %sfrom 0.001 to %.0f as in 2.5, not \"%s\"", option,
                                     zero ? "0 or " : "", SECONDS_MAX, text);
        *seconds = value;
        return TRUE;
}

gboolean tck_number_count(const char *option, const char *text, guint least, guint most, guint *count, GError **error) {
        guint64 value;

        if (!text)
                return TRUE;
        if (text[strspn(text, DIGITS)] || !g_ascii_string_to_unsigned(text, 10, least, most, &value, NULL))
                return tck_error_set(error, TCK_ERROR_USAGE, "%s takes a number from %u to %u, not \"%s\"", option,
                                     least, most, text);
        *count = (guint) value;
        return TRUE;
}

gboolean tck_number_bytes(const char *option, const char *text, guint64 *bytes, GError **error) {
        static const char units[] = "KMGT";
        g_autofree char *digits = g_strdup(text);
        gsize length = text ? strspn(text, DIGITS) : 0;
        const char *unit = text && text[length] ? strchr(units, text[length]) : NULL;
        guint shift = unit ? 10 * (guint) (unit - units + 1) : 0;
        guint64 value;

        if (!text)
                return TRUE;
        digits[length] = '\0';
        if ((text[length] && (!unit || text[length + 1])) ||
            !g_ascii_string_to_unsigned(digits, 10, 0, (guint64) G_MAXINT64 >> shift, &value, NULL))
                return tck_error_set(error, TCK_ERROR_USAGE,
                                     "%s takes a number of bytes, optionally followed by K, M, G or T, not \"%s\"",
                                     option, text);
        *bytes = value << shift;
        return TRUE;
}
