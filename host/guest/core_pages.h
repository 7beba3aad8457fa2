/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages of kdump cores, by libkdumpfile. The library reads in a process of its own, which may crash, loop or eat memory over
 * a hostile file. Version 0.5.1 overruns its buffer where a compressed page is longer than a page, ends by SIGBUS or SIGSEGV where
 * sizes in the headers are too large, and loops for seconds over others; what lies behind the end of a file it reads as zeroes.
 */
#pragma once

#include "core_file.h"

/* Reads length bytes of the guest's memory out of a core that is not flattened. What the core does not have is
 * TCK_ERROR_REFUSED; what is malformed TCK_ERROR_PROTOCOL; a compression that the library was built without, or that the library
 * crashed, TCK_ERROR_ENVIRONMENT. */
gboolean tck_pages_read(const TckCoreFile *file, guint64 physical, void *ret_bytes, gsize length, GError **error);
