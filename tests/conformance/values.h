/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a value that is written asks for, by the bits that the device advertises (QEMU docs/specs/pvpanic, "Bit Definition").
 */
#pragma once

#include <glib.h>

#include "pvpanic.h"

/* The event of a guest that goes on, by the gravest of its bits; NULL for none. */
static inline const char *value_event(guint value, guint64 advertised) {
        guint bits = value & (guint) advertised;

        if (bits & PVPANIC_PANICKED)
                return "GUEST_PANICKED";
        return bits & PVPANIC_CRASH_LOADED ? "GUEST_CRASHLOADED" : NULL;
}

/* Whether it ends the guest: SHUTDOWN alone. */
static inline gboolean value_ends(guint value, guint64 advertised) {
        return (value & advertised & PVPANIC_KNOWN_BITS) == PVPANIC_SHUTDOWN;
}
