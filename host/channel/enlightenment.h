/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hyper-V's enlightenments: what each of QEMU's CPU properties hv-* has to give the guest, by the Hypervisor Top Level Functional
 * Specification and QEMU's documentation. Which properties exist is up to the QEMU under test.
 */
#pragma once

#include <glib.h>

enum { TCK_ENLIGHTENMENT_BITS_MAX = 3, TCK_ENLIGHTENMENT_MSRS_MAX = 2 };

/* A register of a CPUID leaf: the index in EAX, EBX, ECX, EDX. */
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
        const char
                *requires; /* other properties that QEMU's documentation requires with it, separated by spaces; NULL: none */
        TckCpuidBits bits[TCK_ENLIGHTENMENT_BITS_MAX]; /* ended by one without bits */
        guint32 msrs[TCK_ENLIGHTENMENT_MSRS_MAX];      /* readable MSRs, ended by 0 */
        gboolean valued;                               /* not a switch: its value is in CPUID, or changes other bits */
} TckEnlightenment;

/* All known ones, ended by one without a property. */
const TckEnlightenment *tck_enlightenments(void);

/* NULL if the property is unknown. */
const TckEnlightenment *tck_find_enlightenment(const char *property);

/* The CPUID registers with bits of enlightenments, ended by one whose leaf is 0. */
const TckCpuidPlace *tck_enlightened_places(void);

/* The bits of a register that belong to enlightenments; and those that a CPU with these properties, "hv-vpindex=on,hv-synic=on", has to
 * have. */
guint32 tck_enlightened_bits(TckCpuidPlace place);
guint32 tck_owed_bits(TckCpuidPlace place, const char *asked);

/* Whether the property is on in that list. */
gboolean tck_is_asked(const char *asked, const char *property);

/* A property with one of the bits, for messages: "hv-synic". NULL if there is none. */
const char *tck_enlightenment_of_bits(TckCpuidPlace place, guint32 bits);
