/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The effect of a written value (QEMU docs/specs/pvpanic, "Bit Definition"). All values are tried before there is a
 * verdict, so that a deviation in one does not hide the next.
 */
#pragma once

#include "check.h"

/* The bits that the ISA device has to advertise. Reads the port, which has to return them. */
guint values_advertised(Tck *t);

/* The number of advertised bits in a value. */
guint values_bits(guint value, guint advertised);

/* A set of values, each a byte. */
typedef struct {
        gboolean has[256];
} Values;

/* Each bit that is not advertised, as a value of its own. */
Values values_unadvertised(guint bits, guint advertised);

/*
 * The values from first to last with that number of advertised bits, except those whose only advertised bit is
 * SHUTDOWN, which end the guest.
 */
Values values_between(guint first, guint last, guint advertised, guint bits_min, guint bits_max);

/* How a value is written to the device. */
typedef struct {
        void (*start)(Tck *t, gconstpointer data, guint value); /* begins to write the value */
        void (*written)(Tck *t); /* checks the answer of a completed write; may be NULL */
        gconstpointer data;
} ValuesWay;

/*
 * Writes the values, under panic=none, and compares the effect of each with the effect that it should have if these
 * bits are advertised. Fails after the last value, with all differences.
 */
void values_try(Tck *t, const Values *values, guint advertised, const ValuesWay *way, const char *expected);

/* Writes to the ISA device's port. */
extern const ValuesWay values_by_port;
