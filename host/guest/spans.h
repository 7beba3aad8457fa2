/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spans of addresses, which may overlap. The span of an address is found in a time that does not
 * depend on the choice of the spans.
 */
#pragma once

#include <glib.h>

typedef struct {
        guint64 begin, length; /* begin + length does not overflow */
} TckSpan;

typedef struct TckSpans TckSpans;

/* Takes `count` spans, numbered from 0: if several overlap, the one with the lowest number counts. Free with tck_spans_free(). */
TckSpans *tck_spans_new(const TckSpan *spans, guint count);
void tck_spans_free(TckSpans *spans);

/* The span that contains an address, and how many bytes from there on belong to it. FALSE if there is none. */
gboolean tck_spans_find(const TckSpans *spans, guint64 address, guint *ret_number, guint64 *ret_length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckSpans, tck_spans_free)
