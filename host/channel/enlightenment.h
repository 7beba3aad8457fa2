/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hyper-V's enlightenments: what each of QEMU's CPU properties hv-* owes the guest that it is asked for, by the Hypervisor Top Level
 * Functional Specification and QEMU's documentation. Which of them a QEMU has, it says itself.
 */
#pragma once

#include <glib.h>

enum { TCK_ENLIGHTENMENT_BITS_MAX = 3, TCK_ENLIGHTENMENT_MSRS_MAX = 2 };

/* A register of CPUID: the place in EAX, EBX, ECX, EDX. */
typedef struct {
        guint32 leaf;
        guint place;
} TckCpuidPlace;

typedef struct {
        TckCpuidPlace place;
        guint32 bits;
} TckCpuidBits;

typedef struct {
        const char *property; /* "hv-relaxed" */
        const char *requires; /* those that QEMU's documentation says it requires, with spaces; NULL: none */
        TckCpuidBits bits[TCK_ENLIGHTENMENT_BITS_MAX]; /* up to one without bits */
        guint32 msrs[TCK_ENLIGHTENMENT_MSRS_MAX];      /* that can be read; up to a 0 */
        gboolean valued; /* it is no switch: its value is in CPUID, or it changes the others */
} TckEnlightenment;

/* All that are known, up to one without a property. */
const TckEnlightenment *tck_enlightenments(void);

/* NULL if it is not known what that property owes. */
const TckEnlightenment *tck_find_enlightenment(const char *property);

/* The registers of CPUID in which enlightenments have bits, up to one whose leaf is 0. */
const TckCpuidPlace *tck_enlightened_places(void);

/* The bits of that register that belong to enlightenments; of those, what it owes a VM whose CPU was asked for these properties,
 * "hv-vpindex=on,hv-synic=on". */
guint32 tck_enlightened_bits(TckCpuidPlace place);
guint32 tck_owed_bits(TckCpuidPlace place, const char *asked);

/* Whether the property is asked for by these: it is on. */
gboolean tck_is_asked(const char *asked, const char *property);

/* The property that owes one of the bits there, for words about it: "hv-synic". NULL if none does. */
const char *tck_enlightenment_of_bits(TckCpuidPlace place, guint32 bits);
