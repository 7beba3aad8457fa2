/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kit knows of the QEMU at hand.
 */
#pragma once

#include "firmware.h"
#include "qemu.h"

struct TckQemu {
        const TckArch *arch;
        char *program;
        TckFirmware *firmware;
        char *accel;
        char *guests;
        GStrv arguments; /* NULL if there are none */
        guint version;
        char *version_text;
        char *architecture;
        GHashTable *machines; /* name, an alias too → how many CPUs it can have */
        GHashTable *aliases;  /* alias → name */
        char *old;            /* the oldest of the versioned PCs, NULL if there is none */
        GHashTable *events;   /* a device's type → the bits that it knows; without those that are not there */
        gboolean has_action;  /* -action, since 6.0 */
        gboolean has_vmcoreinfo;
};

/* QEMU's own name for the machine type, which is not an alias. Borrowed. */
const char *qemu_full_machine_type(const TckQemu *qemu, const char *machine);
