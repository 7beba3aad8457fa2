/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file for readers that do not read sequentially. Standard input and decompressed data, which are streams, are copied
 * to an unnamed temporary file.
 */
#pragma once

#include "input.h"

typedef struct TckSpool TckSpool;

/* Reads the input to its end, unless it is a file. An error if it cannot be read or there is no space for it. Free with tck_spool_free(), which
 * removes its file. */
TckSpool *tck_spool_new(TckInput *input, GError **error);
void tck_spool_free(TckSpool *spool);

/* A path by which the file can be opened. */
const char *tck_spool_path(const TckSpool *spool);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckSpool, tck_spool_free)
