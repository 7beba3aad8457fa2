/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Profiles: what must pass for a kind of hypervisor and version, and what its devices advertise, from docs/profiles.ini, which
 * is built into the program. That something conforms is said of a profile.
 */
#pragma once

#include "case.h"

/* Callers only read it. */
typedef struct {
        const char *name;
        TckLayer layer; /* the layer that it is about; that of QEMU for "none" */

        /* its own */
        const char *accel;
        guint first, last;   /* the range of versions, both included */
        char **machines;     /* machine types that must exist */
        guint compat_last;   /* 0: no machine type is old */
        GHashTable *bits;    /* "isa-bits", "compat-isa-bits" → the bits; NULL for none */
        GPtrArray **demands; /* for each channel, in the order of the file's keys: patterns, those of the base first */
} TckProfile;

/* The profile for a layer, version (as Qmp.version) and accelerator; the one named "none", which demands
 * nothing, if no profile fits. Never NULL; owned by the library, as all profiles. */
const TckProfile *tck_profile_for(TckLayer layer, guint version, const char *accel);

/* The profile of that name, "none" included, or NULL. */
const TckProfile *tck_find_profile(const char *name);

/* All but "none", in the order of the file: const TckProfile *. */
const GPtrArray *tck_all_profiles(void);

/* The names of those about that layer, "qemu-5.2, qemu-6.0, none". Free with g_free(). */
char *tck_profile_names(TckLayer layer);

/* What it is about: "QEMU from 7.1 to 9.0, tcg". Free with g_free(). */
char *tck_profile_about(const TckProfile *profile);

/* Whether it is about that layer. "none" is about every layer. */
gboolean tck_profile_concerns(const TckProfile *profile, TckLayer layer);

/* The channel for which the case has to pass on VMs of that name: "isa", "pci", "acpi", "host". NULL if it need not pass. */
const char *tck_profile_demands(const TckProfile *profile, const char *case_name, const char *vm);

/* Calls `visit` with each profile and each pattern of cases that it has, its base's included. */
void tck_profiles_foreach_pattern(void (*visit)(const TckProfile *profile, const char *pattern, gpointer data),
                                  gpointer data);

/* Whether the machine type must exist. On other types, cases are demanded if the hypervisor has the type. */
gboolean tck_profile_needs_machine(const TckProfile *profile, const char *machine);

/* Whether the machine type, by QEMU's name, is one of the old ones, whose ISA device advertises less. */
gboolean tck_profile_is_old(const TckProfile *profile, const char *machine_type);

/* The bits that the device advertises without events= on the machine type, by QEMU's name. FALSE if the
 * profile does not say. */
gboolean tck_profile_bits(const TckProfile *profile, const char *channel, const char *machine_type, guint *ret_bits);
