/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libvirt's errors, and its states of domains as texts.
 *
 * An error is an answer or the lack of one. An answer shows what the thing under test does; no other error says anything about
 * it.
 */
#pragma once

#include <glib.h>

typedef enum {
        TCK_LIBVIRT_REFUSED, /* the request was understood, and refused: by libvirt, or by the QEMU that it quotes */
        TCK_LIBVIRT_UNKNOWN, /* there is no such domain, or no such thing in it */
        TCK_LIBVIRT_CLOSED,  /* no answer: the connection is gone */
        TCK_LIBVIRT_LATE,    /* no answer: libvirt itself has reached a timeout */
        TCK_LIBVIRT_TROUBLE, /* it could not be done or found out, for any other reason */
} TckLibvirtAnswer;

/* The meaning of an error, by its domain and code in virterror.h, and its message. An unknown code, of a libvirt
 * newer than this kit, is TCK_LIBVIRT_TROUBLE. */
TckLibvirtAnswer tck_libvirt_answer(int domain, int code, const char *message);

/* The meaning of libvirt's last error in this thread. */
TckLibvirtAnswer tck_libvirt_last_answer(void);

/* "VIR_ERR_XML_ERROR"; "error 123" for a code without a name here. Free with g_free(). */
char *tck_libvirt_code_name(int code);

/* Sets the text, a colon, and libvirt's last message in this thread: TCK_ERROR_REFUSED for an answer, TCK_ERROR_CLOSED or
 * TCK_ERROR_TIMEOUT for none, and TCK_ERROR_ENVIRONMENT for trouble. Returns FALSE. */
gboolean tck_set_libvirt_error(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* ---- states ---- */

/* "crashed"; "?" for an unknown one. */
const char *tck_libvirt_state_name(int state);

/* "crashed (panicked)", by the numbers of virDomainGetState(). Free with g_free(). */
char *tck_libvirt_state_text(int state, int reason);
