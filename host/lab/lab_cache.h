/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Labs that were made, each in a folder that a digest of all that it was made of names: its initramfs, and in a folder of its own the
 * snapshot of its machine. What is there is whole; several processes may make the same at once.
 */
#pragma once

#include "lab_cpio.h"

/* Where they are. Free with g_free(). */
char *tck_lab_cache(void);

/* The folder of the lab with these contents, this kernel and this QEMU around it, whether it is there or not; NULL if something of it
 * cannot be read. Free with g_free(). */
char *tck_lab_folder(const TckCpio *contents, const char *kernel, const char *program, GError **error);

/* The initramfs in that folder; made unless it is there. The oldest labs make room for it. Free with g_free(). */
char *tck_lab_initramfs(const char *folder, const TckCpio *contents, GError **error);

/* A snapshot, or what is to become one: -1 for what is not there. */
typedef struct {
        int ram, state;
        char *making; /* the folder that it is made in; NULL for one that was found */
} TckLabSnapshot;

void tck_lab_snapshot_clear(TckLabSnapshot *snapshot);

/* Opens that of the folder. FALSE if there is none. */
gboolean tck_lab_snapshot_find(const char *folder, TckLabSnapshot *ret_snapshot);

/* Begins one: both files are there, the RAM is that long. */
gboolean tck_lab_snapshot_begin(const char *folder, guint64 size, TckLabSnapshot *ret_snapshot, GError **error);

/* It is complete: from now on it can be found. */
void tck_lab_snapshot_commit(const char *folder, TckLabSnapshot *snapshot);

/* Removes that of the folder, for it is of no use. */
void tck_lab_snapshot_remove(const char *folder);

/* Removes a lab, and all of them. */
void tck_lab_folder_remove(const char *folder);
void tck_lab_cache_clean(void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TckLabSnapshot, tck_lab_snapshot_clear)
