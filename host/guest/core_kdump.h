/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The headers of compressed cores as makedumpfile has them, of version 6 (its IMPLEMENTATION, and QEMU's
 * include/sysemu/dump.h). They are under test themselves, and libkdumpfile, which reads the pages (core_pages.h), tells
 * nothing of them.
 */
#pragma once

#include "core_file.h"
#include "core_notes.h"

/* Whether a file that is not flattened, and begins with these bytes, is one. */
enum { TCK_KDUMP_SIGNATURE = 8 };
gboolean tck_kdump_is_one(const guint8 beginning[TCK_KDUMP_SIGNATURE]);

/* Reads the headers and the notes of a core that is not flattened. Its pages' bitmaps are within the file, then. */
gboolean tck_kdump_read(const TckCoreFile *file, TckKdump *ret_header, TckCoreNotes *notes, GError **error);
