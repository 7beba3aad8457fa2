/* SPDX-License-Identifier: BSD-2-Clause */
/* What the interpreter prints: the first error is kept for the answer, and all is shown if that is asked for. */
#pragma once

#include <stdbool.h>

/* Forgets the error that was kept. */
void messages_forget(void);

/* The first error since then, as words of printable ASCII; an empty text if there was none. */
const char *messages_first_error(void);

/* Sends that error as a remark, unless messages are shown anyway. */
void messages_remark_first_error(void);

/* Sets whether each message is sent as a remark on the wire; at first, none is. */
void messages_show(bool show);
