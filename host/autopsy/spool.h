/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file for readers that do not go straight from its beginning to its end. Standard input and unpacked data, which are streams, are copied
 * to a temporary file without a name.
 */
#pragma once

#include "input.h"

typedef struct TckSpool TckSpool;

/* Reads the input to its end, if it is no file. An error if it cannot be read or there is no room for it. Free with tck_spool_free(), with
 * which its file is gone. */
TckSpool *tck_spool_new(TckInput *input, GError **error);
void tck_spool_free(TckSpool *spool);

/* Where the file can be opened. */
const char *tck_spool_path(const TckSpool *spool);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckSpool, tck_spool_free)
