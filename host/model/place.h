/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the verbs of a case's language are wrapped in so that a failure tells where it fell: the innermost verb that is done
 * after the verdict is the one that it fell in.
 */
#pragma once

#include "result.h"

/* What a verb gives, once the outcome knows that the verb at that place is done. */
static inline guint64 tck_number_at(TckOutcome *outcome, const char *place, guint64 value) {
        tck_outcome_at(outcome, place);
        return value;
}

static inline gboolean tck_flag_at(TckOutcome *outcome, const char *place, gboolean value) {
        tck_outcome_at(outcome, place);
        return value;
}

static inline const char *tck_text_at(TckOutcome *outcome, const char *place, const char *value) {
        tck_outcome_at(outcome, place);
        return value;
}

static inline void *tck_pointer_at(TckOutcome *outcome, const char *place, const void *value) {
        tck_outcome_at(outcome, place);
        return (void *) value;
}

/* Whether a verdict of a failure fell. */
static inline gboolean tck_failed(const TckOutcome *outcome) {
        return outcome->verdict >= TCK_FAIL;
}

/* The call of a function of several verbs, that tells where it was called if the verdict falls in it. */
#define TCK_CALLED(outcome, call)       \
        (tck_failed(outcome) ? (void) 0 \
                             : ((call), tck_failed(outcome) ? tck_outcome_called_at((outcome), TCK_HERE) : (void) 0))

/* What follows a verb's declaration, as `#define tck_do(t, ...) TCK_VERB(t, tck_do(t, __VA_ARGS__))`: the verb, or what it gives,
 * once the outcome knows that the verb at this place is done. */
#define TCK_VERB(t, call) ((call), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define TCK_VERB_NUMBER(t, call) tck_number_at(tck_outcome(t), TCK_HERE, (call))
#define TCK_VERB_FLAG(t, call) tck_flag_at(tck_outcome(t), TCK_HERE, (call))
#define TCK_VERB_TEXT(t, call) tck_text_at(tck_outcome(t), TCK_HERE, (call))
#define TCK_VERB_POINTER(t, call) tck_pointer_at(tck_outcome(t), TCK_HERE, (call))
