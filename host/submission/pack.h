/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <glib.h>

/* Packs a run (its folder, or its results.json) into an archive, a compressed tar: the results, all files of its VMs, and a manifest with
 * their digests and this machine's description. An archive of that name is replaced, or stays as it is if there is an error. */
gboolean tck_submission_pack(const char *place, const char *archive, GError **error);
