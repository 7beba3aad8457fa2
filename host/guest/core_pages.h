/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages of kdump cores, by libkdumpfile. The library reads in a process of its own, which may crash, loop or eat memory over
 * a hostile file: version 0.5.1 ends by SIGBUS where a file is shorter than its headers say, and loops over some bitmaps.
 */
#pragma once

#include "core_file.h"

/* Reads length bytes of the guest's memory out of a core that is not flattened. What the core does not have is
 * TCK_ERROR_REFUSED; what is malformed TCK_ERROR_PROTOCOL; a compression that the library was built without, or that the library
 * crashed, TCK_ERROR_ENVIRONMENT. */
gboolean tck_pages_read(const TckCoreFile *file, guint64 physical, void *ret_bytes, gsize length, GError **error);
