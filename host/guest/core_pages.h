/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory of a guest in a core, and its headers, read by libkdumpfile, which knows every format of cores, and how each
 * architecture's kernel maps its memory. The library runs in a separate process, which may crash, loop or use up its memory because of a hostile
 * file; its answers are not trusted.
 */
#pragma once

#include "core_reader.h"

typedef struct TckPages TckPages;

typedef enum {
        TCK_PAGES_PHYSICAL,
        TCK_PAGES_KERNEL, /* virtual addresses of Linux's kernel, by VMCOREINFO */
} TckAddressSpace;

/* Opens a core that is not flattened: TCK_ERROR_PROTOCOL if the library does not know the format. The architecture, by the library's name,
 * is for cores whose headers do not show it; NULL leaves it to the library. The file's deadline applies to all uses of
 * the pages. Free with tck_pages_free(). */
TckPages *tck_pages_open(const TckCoreFile *file, const char *arch, GError **error);
void tck_pages_free(TckPages *pages);

/* Reads length bytes. Memory that is not in the core, or not mapped, is TCK_ERROR_REFUSED; malformed data TCK_ERROR_PROTOCOL; a
 * compression that the library does not support, or a crash of the library, TCK_ERROR_ENVIRONMENT. */
gboolean tck_pages_read(TckPages *pages, TckAddressSpace space, guint64 address, void *ret_bytes, gsize length,
                        GError **error);

/* An attribute of libkdumpfile, as valid UTF-8; numbers are decimal, addresses hexadecimal with 0x. NULL if it does not exist. Free with
 * g_free(). */
char *tck_pages_attribute(TckPages *pages, const char *key);

/* Linux's VMCOREINFO, if the core's format has a place for it: valid UTF-8; NULL if there is none. Free with g_free(). */
char *tck_pages_vmcoreinfo(TckPages *pages);

/* Sets the VMCOREINFO for the translation of virtual addresses. */
gboolean tck_pages_use_vmcoreinfo(TckPages *pages, const char *text, GError **error);

/* Looks for a page that begins with these bytes, starting at the physical address, and sets it to that of the page. FALSE without an error:
 * there is none. At the deadline, which may be earlier than the file's, it is TCK_ERROR_TIMEOUT, and the address is that of the
 * first page that was not checked. */
gboolean tck_pages_search(TckPages *pages, const char *beginning, guint64 *address, gint64 deadline, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckPages, tck_pages_free)
