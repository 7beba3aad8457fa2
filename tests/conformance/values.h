/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a value that is written asks for (QEMU docs/specs/pvpanic, "Bit Definition"), and how several are tried before there is a
 * verdict on them: a deviation in one does not hide what comes of the next.
 */
#pragma once

#include "check.h"

/* What the ISA device has to advertise. It is read, and has to read as that. */
guint values_advertised(Tck *t);

/* How many of the advertised bits a value has. */
guint values_bits(guint value, guint advertised);

/* A set of values, each a byte. */
typedef struct {
        gboolean has[256];
} Values;

/* The bits, each by itself, that are not advertised. */
Values values_unadvertised(guint bits, guint advertised);

/* The values from first to last that have so many of the advertised bits, but for those that end the guest: of the advertised
 * bits they have SHUTDOWN alone. */
Values values_between(guint first, guint last, guint advertised, guint bits_min, guint bits_max);

/* How a value gets to the device. */
typedef struct {
        void (*start)(Tck *t, gconstpointer data, guint value); /* begins to write it */
        void (*written)(Tck *t); /* looks at the answer of a write that came to its end; may be NULL */
        gconstpointer data;
} ValuesWay;

/* Writes the values, where guests run on after a panic, and holds what comes of each to what it asks for where these bits are
 * advertised. Fails, after the last, with all that differs. */
void values_try(Tck *t, const Values *values, guint advertised, const ValuesWay *way, const char *expected);

/* To the ISA device's port. */
extern const ValuesWay values_by_port;
