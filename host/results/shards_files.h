/* SPDX-License-Identifier: BSD-2-Clause */
/* The files of merged shards' VMs. */
#pragma once

#include "shards.h"

/* Puts them below the folder of the merged run, where the merged results refer to them: as links to the shards' files, or as copies if these are
 * on another file system. */
gboolean tck_shards_keep_files(const TckShards *shards, const char *folder, GError **error);
