/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Flattened files (makedumpfile, IMPLEMENTATION): records, each of which says where in the core its bytes belong. They are
 * put there, in a file that has no name and goes with the object.
 */
#pragma once

#include "core_file.h"

/* Whether a file that begins with these bytes is flattened. */
enum { TCK_FLAT_SIGNATURE = 16 };
gboolean tck_flat_is_one(const guint8 beginning[TCK_FLAT_SIGNATURE]);

typedef struct TckFlat TckFlat;

/* Puts the beginning of the core in its place, with all its headers and notes. The new file lies in the directory if it can,
 * or where temporary files go. Free with tck_flat_free(). */
TckFlat *tck_flat_open(const TckCoreFile *file, const char *directory, GError **error);
void tck_flat_free(TckFlat *flat);

/* The core as far as it is in its place. It has its whole size. */
TckCoreFile tck_flat_file(const TckFlat *flat);

/* Puts the rest in its place. Once that is done, a call does nothing. */
gboolean tck_flat_rearrange(TckFlat *flat, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckFlat, tck_flat_free)
