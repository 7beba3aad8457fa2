/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads an archive that somebody handed in. All of it is untrusted; nothing is written to a disk. */
#pragma once

#include <glib.h>

typedef struct {
        GHashTable *files; /* TckPackedFile by their paths, as they are, without the manifest */
        char *manifest;    /* its text, NULL if there is none */
        gsize manifest_length;
        char *results; /* the text of results.json, NULL if there is none */
        gsize results_length;
} TckPackage;

void tck_package_free(TckPackage *archive);

/* NULL with an error: TCK_ERROR_ENVIRONMENT if the file cannot be read; TCK_ERROR_PROTOCOL if it is no such archive, or has a
 * link, a path that leads elsewhere, a path twice, or too much. */
TckPackage *tck_package_read(const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckPackage, tck_package_free)
