/* SPDX-License-Identifier: BSD-2-Clause */
/* Errors of the harness itself. A deviation of the thing under test is never a GError: it is a verdict. */
#pragma once

#include <glib.h>

#define TCK_ERROR (tck_error_quark())

typedef enum {
        TCK_ERROR_USAGE,       /* the command line is wrong */
        TCK_ERROR_ENVIRONMENT, /* a program, a file or a resource that the kit needs is missing or broken */
        TCK_ERROR_TIMEOUT,     /* a deadline passed */
        TCK_ERROR_CLOSED,      /* the peer closed the connection */
        TCK_ERROR_PROTOCOL,    /* the peer violated the protocol */
        TCK_ERROR_REFUSED,     /* the peer answered with an error */
        TCK_ERROR_ABSENT,      /* the peer answered that it has no such thing */
        TCK_ERROR_CANCELLED,   /* the user wants to stop */
} TckError;

GQuark tck_error_quark(void);

/* Whether the peer answered with a refusal: TCK_ERROR_REFUSED or TCK_ERROR_ABSENT. */
gboolean tck_error_is_refusal(const GError *error);

/* Sets an error of that code. Returns FALSE. */
gboolean tck_error_set(GError **error, TckError code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Sets TCK_ERROR_ENVIRONMENT: the text, a colon, and the message for errno, which is not changed. Returns FALSE. */
gboolean tck_error_set_errno(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
