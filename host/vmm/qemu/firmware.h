/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware that VMs are to have: an image, a pair of images, or what descriptors say. */
#pragma once

#include "descriptor.h"

typedef struct TckFirmware TckFirmware;

/* What --firmware names, for a QEMU of that architecture: an image, CODE,VARS (in a path a comma is written twice), a
 * descriptor by its path or its name, or "auto", the first descriptor that fits (a file of that name is "./auto"). NULL is an OVMF image in the usual places,
 * else "auto". Fails on what is not there and on a descriptor that the kit has no use for. Free with
 * tck_firmware_free(). */
TckFirmware *tck_firmware_new(const char *words, const char *architecture, GError **error);
void tck_firmware_free(TckFirmware *firmware);

/* What a VM of that machine type (QEMU's name, no alias) is given. NULL with the reason if there is nothing that fits, which
 * is to be freed with g_free(). Borrowed. */
const TckFirmwareImage *tck_firmware_for(const TckFirmware *firmware, const char *machine, char **ret_reason);

/* Whether it is EDK2's (OVMF), as far as its image tells: what is not in plain is taken for it. */
gboolean tck_firmware_is_edk2(const TckFirmwareImage *image);

/* The first OVMF image for -bios in the usual places; NULL if there is none. */
const char *tck_find_firmware(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckFirmware, tck_firmware_free)
