/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Verdicts. The first thing that goes wrong decides, and from then on every verb returns at once (numbers are 0, texts NULL).
 */
#pragma once

#include "case.h"
#include "result.h"

/* The clause is broken, unless a verdict has fallen already: what it asks for, and what was there. */
void tck_fail(Tck *t, const char *expected, const char *seen_format, ...) G_GNUC_PRINTF(3, 4);

/* What the case is at, which the verdict then begins with: "after writing 0x4". Lasts until the next one; NULL: nothing more
 * to say. */
void tck_at(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The case does not apply here, for this reason. */
void tck_skip(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The kit, or the probe, is at fault: nothing is known of the clause. */
void tck_give_up(Tck *t, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Whether a verdict has fallen. Only loops need to ask. */
gboolean tck_over(const Tck *t);

/* Fails unless the two numbers, or texts, are the same. A text that is not there is NULL. */
void tck_expect_number(Tck *t, const char *what, guint64 seen, guint64 expected);
void tck_expect_text(Tck *t, const char *what, const char *seen, const char *expected);

/* The name of the case, and the number that it was declared with. */
const char *tck_name(const Tck *t);
guint64 tck_argument(const Tck *t);

/* What came of the case so far: for the macros that have the calls above tell where they stand. */
TckOutcome *tck_outcome(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_fail(t, ...) TCK_VERB(t, tck_fail(t, __VA_ARGS__))
#define tck_skip(t, ...) TCK_VERB(t, tck_skip(t, __VA_ARGS__))
#define tck_give_up(t, ...) TCK_VERB(t, tck_give_up(t, __VA_ARGS__))
#define tck_expect_number(t, ...) TCK_VERB(t, tck_expect_number(t, __VA_ARGS__))
#define tck_expect_text(t, ...) TCK_VERB(t, tck_expect_text(t, __VA_ARGS__))
#endif
