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
        TckLayer layer; /* through which is looked at what it is about; that of QEMU for "none" */

        /* its own */
        const char *accel;
        guint first, last;   /* versions, both included */
        char **machines;     /* those that have to be there */
        guint compat_last;   /* 0: no machine type is old */
        GHashTable *bits;    /* "isa-bits", "compat-isa-bits" → what is said of them; NULL for none */
        GPtrArray **demands; /* of each channel, in the order of the file's keys: patterns, the base's before its own */
} TckProfile;

/* The profile of what is looked at, by its version (as Qmp.version) and accelerator; that named "none", which demands
 * nothing, where no profile describes it. Never NULL, owned by the library, as all of them. */
const TckProfile *tck_profile_for(TckLayer layer, guint version, const char *accel);

/* The profile of that name, "none" included, or NULL. */
const TckProfile *tck_find_profile(const char *name);

/* All but "none", in the order of the file: const TckProfile *. */
const GPtrArray *tck_all_profiles(void);

/* The names of those about that layer, "qemu-5.2, qemu-6.0, none". Free with g_free(). */
char *tck_profile_names(TckLayer layer);

/* What it is about: "QEMU from 7.1 to 9.0, tcg". Free with g_free(). */
char *tck_profile_about(const TckProfile *profile);

/* Whether it is about what is looked at through that layer. "none" is about all. */
gboolean tck_profile_concerns(const TckProfile *profile, TckLayer layer);

/* The channel of which the case has to pass on VMs of that name: "isa", "pci", "acpi", "host". NULL if it need not. */
const char *tck_profile_demands(const TckProfile *profile, const char *case_name, const char *vm);

/* Calls `visit` with each profile and each pattern of cases that it has, its base's included. */
void tck_profiles_foreach_pattern(void (*visit)(const TckProfile *profile, const char *pattern, gpointer data),
                                  gpointer data);

/* Whether there has to be such a machine type. On others cases are demanded where the hypervisor has them. */
gboolean tck_profile_needs_machine(const TckProfile *profile, const char *machine);

/* Whether that type of machine, QEMU's own name of it, is one of the old ones, whose ISA device advertises less. */
gboolean tck_profile_is_old(const TckProfile *profile, const char *machine_type);

/* The bits that the device advertises on that type of machine, QEMU's own name of it, if it is not told which. FALSE if the
 * profile says nothing of it. */
gboolean tck_profile_bits(const TckProfile *profile, const char *channel, const char *machine_type, guint *ret_bits);
