/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The labs that were built, each in a folder named by a digest of its parts. It has the initramfs and a folder with the machine's
 * snapshot. Files appear there only when complete; several processes may build the same lab at once.
 */
#pragma once

#include "lab_cpio.h"

/* The folder of all labs. Free with g_free(). */
char *tck_lab_cache(void);

/* The folder of the lab with these contents, kernel and outer QEMU, whether it exists or not; NULL if a part cannot be read. Free with
 * g_free(). */
char *tck_lab_folder(const TckCpio *contents, const char *kernel, const char *program, GError **error);

/* The initramfs in that folder, which is marked as used; NULL if it has none. Free with g_free(). */
char *tck_lab_initramfs_find(const char *folder);

/* Makes it. The labs that were not used for longest are removed to make room. Free with g_free(). */
char *tck_lab_initramfs_make(const char *folder, const TckCpio *contents, GError **error);

/* A snapshot, complete or being made; -1 for a file that does not exist. */
typedef struct {
        int ram, state;
        char *making; /* the folder in which it is made; NULL for one that was found */
} TckLabSnapshot;

void tck_lab_snapshot_clear(TckLabSnapshot *snapshot);

/* Opens the folder's snapshot. FALSE if there is none. */
gboolean tck_lab_snapshot_find(const char *folder, TckLabSnapshot *ret_snapshot);

/* Begins a snapshot: creates both files, with RAM of that size in bytes. */
gboolean tck_lab_snapshot_begin(const char *folder, guint64 size, TckLabSnapshot *ret_snapshot, GError **error);

/* Completes the snapshot, so that it can be found. */
void tck_lab_snapshot_commit(const char *folder, TckLabSnapshot *snapshot);

/* Removes the folder's snapshot, which is of no use. */
void tck_lab_snapshot_remove(const char *folder);

/* Remove one lab, and all labs. */
void tck_lab_folder_remove(const char *folder);
void tck_lab_cache_clean(void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TckLabSnapshot, tck_lab_snapshot_clear)
