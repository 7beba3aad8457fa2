/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The layer that the user chooses, and the options that go with it.
 */
#pragma once

#include "layer.h"

/* The options as they were written; NULL where they were not. Borrowed. */
typedef struct {
        const char *layer, *connect, *vmm, *qemu, *firmware, *accel, *machines, *boots;
        gboolean qemu_arguments;
} TckLayerWords;

/* Finds the layer, that of QEMU if none is named. An option that it has no use for is TCK_ERROR_USAGE. */
gboolean tck_command_choose_layer(const TckLayerWords *words, TckLayer *ret_layer, GError **error);
