/* SPDX-License-Identifier: BSD-2-Clause */
/* What the interpreter prints: kept for the answer, and shown if that is wished for. */
#pragma once

#include <stdbool.h>

/* Forgets what was kept. */
void messages_forget(void);

/* The first error since then, as words of printable ASCII; an empty text if there was none. */
const char *messages_first_error(void);

/* Makes a remark of it, wished for or not. */
void messages_remark_first_error(void);

/* Whether each message goes to the wire as a remark. Off at first. */
void messages_show(bool show);
