/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Verdicts. The first failure decides; after it every function returns at once (numbers are 0, texts NULL).
 */
#pragma once

#include "case.h"
#include "result.h"

/* FAIL, unless there is a verdict already: what was expected, and what was seen. */
void tck_fail(Tck *t, const char *expected, const char *seen_format, ...) G_GNUC_PRINTF(3, 4);

/* Sets the current step, with which a verdict's message begins: "after writing 0x4". Valid until the next one; NULL: none
 * any more. */
void tck_at(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The case does not apply here, for this reason. */
void tck_skip(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* ERROR: the kit or the probe is at fault, and nothing is known about the clause. */
void tck_give_up(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Whether there is a verdict. Only loops need to check. */
gboolean tck_over(const Tck *t);

/* Fails unless the two numbers, or texts, are equal. A missing text is NULL. */
void tck_expect_number(Tck *t, const char *what, guint64 seen, guint64 expected);
void tck_expect_text(Tck *t, const char *what, const char *seen, const char *expected);

/* The name of the case, and the number that it was declared with. */
const char *tck_name(const Tck *t);
guint64 tck_argument(const Tck *t);

/* The outcome so far: for the macros that add the source line to the functions above. */
TckOutcome *tck_outcome(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_fail(t, ...) TCK_VERB(t, tck_fail(t, __VA_ARGS__))
#define tck_skip(t, ...) TCK_VERB(t, tck_skip(t, __VA_ARGS__))
#define tck_give_up(t, ...) TCK_VERB(t, tck_give_up(t, __VA_ARGS__))
#define tck_expect_number(t, ...) TCK_VERB(t, tck_expect_number(t, __VA_ARGS__))
#define tck_expect_text(t, ...) TCK_VERB(t, tck_expect_text(t, __VA_ARGS__))
#endif
