/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spans of addresses, which may overlap, and which of them an address is in: found in a time that does not
 * depend on how they are chosen.
 */
#pragma once

#include <glib.h>

typedef struct {
        guint64 begin, length; /* begin + length does not overflow */
} TckSpan;

typedef struct TckSpans TckSpans;

/* Of `count` spans, numbered from 0: where several overlap, the one with the lowest number counts. Free with tck_spans_free(). */
TckSpans *tck_spans_new(const TckSpan *spans, guint count);
void tck_spans_free(TckSpans *spans);

/* The span that an address is in, and how many bytes from there on are that span's. FALSE if it is in none. */
gboolean tck_spans_find(const TckSpans *spans, guint64 address, guint *ret_number, guint64 *ret_length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckSpans, tck_spans_free)
