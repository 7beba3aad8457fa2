/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libvirt says, in words: its errors, each of them an answer to what was asked or the lack of one, and its states of domains.
 *
 * A case may take an answer for what the thing under test does. Anything else is trouble, whatever it was asked.
 */
#pragma once

#include <glib.h>

typedef enum {
        TCK_LIBVIRT_REFUSED, /* it was understood, and turned down: by libvirt, or by the QEMU that it quotes */
        TCK_LIBVIRT_UNKNOWN, /* there is no such domain, or nothing of the kind in it */
        TCK_LIBVIRT_CLOSED,  /* no answer: the connection is gone */
        TCK_LIBVIRT_LATE,    /* no answer: libvirt itself has waited in vain */
        TCK_LIBVIRT_TROUBLE, /* it could not be done, or found out, for a reason that may lie anywhere */
} TckLibvirtAnswer;

/* What an error is, by the domain and the code that virterror.h numbers, and its words. A code that is not known, of a libvirt
 * newer than this, is trouble. */
TckLibvirtAnswer tck_libvirt_answer(int domain, int code, const char *message);

/* What libvirt said last in this thread. */
TckLibvirtAnswer tck_libvirt_last_answer(void);

/* "VIR_ERR_XML_ERROR"; "error 123" for what is not worth a name here. Free with g_free(). */
char *tck_libvirt_code_name(int code);

/* Sets the text, a colon, and what libvirt said last in this thread: TCK_ERROR_REFUSED for an answer, TCK_ERROR_CLOSED or
 * TCK_ERROR_TIMEOUT for none, and TCK_ERROR_ENVIRONMENT for trouble. Returns FALSE. */
gboolean tck_set_libvirt_error(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* ---- states ---- */

/* "crashed"; "?" for one that is not known. */
const char *tck_libvirt_state_name(int state);

/* "crashed (panicked)", as virDomainGetState() numbers both. Free with g_free(). */
char *tck_libvirt_state_text(int state, int reason);
