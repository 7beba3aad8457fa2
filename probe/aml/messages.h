/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages of the interpreter: the first error is kept for the answer, and all messages are sent as remarks on request.
 */
#pragma once

#include <stdbool.h>

/* Forgets the first error. */
void messages_forget(void);

/* The first error since messages_forget(), in printable ASCII; "" if there was none. */
const char *messages_first_error(void);

/* Sends that error as a remark, unless all messages are sent anyway. */
void messages_remark_first_error(void);

/* Sets whether each message is sent as a remark on the wire. The default is no. */
void messages_show(bool show);
