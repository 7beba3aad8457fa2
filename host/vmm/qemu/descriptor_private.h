/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a firmware descriptor holds, once it is read.
 */
#pragma once

#include "descriptor.h"

typedef struct {
        char *architecture;
        GPtrArray *machines; /* char *: patterns as of glob(7) */
} TckDescriptorTarget;

struct TckDescriptor {
        char *name;
        char *description;
        char *device; /* as it is written there */
        gboolean uefi;
        gboolean stateful;   /* its variables are in a device of QEMU's */
        GPtrArray *features; /* char * */
        GPtrArray *targets;  /* TckDescriptorTarget * */
        TckFirmwareImage image;
};

void descriptor_target_free(gpointer target);

/* Whether the text is one of these (char *). */
gboolean descriptor_has(const GPtrArray *texts, const char *text);
