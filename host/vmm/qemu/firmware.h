/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware of VMs: an image, a pair of images, or that of a descriptor. */
#pragma once

#include "arch.h"
#include "descriptor.h"

typedef struct TckFirmware TckFirmware;

/* Finds the firmware for --firmware and guests of that architecture, by the name that descriptors have for it: an image, CODE,VARS (in a path a comma is written twice), a
 * descriptor by its path or its name, or "auto", the first descriptor that fits (a file of that name is "./auto"). NULL is the image in the usual places,
 * else "auto". Fails if a file is missing or the kit cannot use the descriptor. Free with
 * tck_firmware_free(). */
TckFirmware *tck_firmware_new(const char *words, const TckArch *arch, const char *architecture, GError **error);
void tck_firmware_free(TckFirmware *firmware);

/* The firmware for a VM of that machine type (QEMU's full name, not an alias). NULL with the reason if none fits, which
 * is to be freed with g_free(). Borrowed. */
const TckFirmwareImage *tck_firmware_for(const TckFirmware *firmware, const char *machine, char **ret_reason);

/* Whether it is EDK2 (OVMF, AAVMF), as far as its image shows; a compressed image counts as EDK2. */
gboolean tck_firmware_is_edk2(const TckFirmwareImage *image);

/* "edk2", or "u-boot" by the text of its version in the image; NULL if the image is neither. */
const char *tck_firmware_name(const TckFirmwareImage *image);

/* The first image for -bios in the architecture's usual places; NULL if there is none. */
const char *tck_find_firmware(const TckArch *arch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckFirmware, tck_firmware_free)
