/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory of a guest in a core, and what its headers say, by libkdumpfile: it knows each form that a core has, and how each
 * architecture's kernel maps its memory. The library works in a process of its own, which may crash, loop or eat memory over a hostile
 * file; what that process says is not trusted.
 */
#pragma once

#include "core_reader.h"

typedef struct TckPages TckPages;

typedef enum {
        TCK_PAGES_PHYSICAL,
        TCK_PAGES_KERNEL, /* virtual addresses of Linux's kernel: by VMCOREINFO */
} TckAddressSpace;

/* Opens a core that is not flattened: TCK_ERROR_PROTOCOL if the library knows no such thing. The machine, as uname(2) calls it, is for cores
 * from whose headers the library takes no architecture; NULL leaves it to the library. The file's deadline is for all that is done with
 * the pages. Free with tck_pages_free(). */
TckPages *tck_pages_open(const TckCoreFile *file, const char *machine, GError **error);
void tck_pages_free(TckPages *pages);

/* Reads length bytes. What the core does not have, or what is not mapped, is TCK_ERROR_REFUSED; what is malformed TCK_ERROR_PROTOCOL; a
 * compression that the library was built without, or that the library crashed, TCK_ERROR_ENVIRONMENT. */
gboolean tck_pages_read(TckPages *pages, TckAddressSpace space, guint64 address, void *ret_bytes, gsize length,
                        GError **error);

/* An attribute of libkdumpfile's, as valid UTF-8; numbers are decimal, addresses hexadecimal with 0x. NULL if it is not there. Free with
 * g_free(). */
char *tck_pages_attribute(TckPages *pages, const char *key);

/* The text that Linux left as VMCOREINFO, where the core's form has a place for it: valid UTF-8; NULL if it does not. Free with g_free(). */
char *tck_pages_vmcoreinfo(TckPages *pages);

/* Has virtual addresses translated by this VMCOREINFO. */
gboolean tck_pages_use_vmcoreinfo(TckPages *pages, const char *text, GError **error);

/* Looks for a page that begins with these bytes, from the physical address on, which is then that of the page. FALSE without an error:
 * there is none. Until the deadline, which may be earlier than the file's: then it is TCK_ERROR_TIMEOUT, and the address is that of the
 * first page that was not looked at. */
gboolean tck_pages_search(TckPages *pages, const char *beginning, guint64 *address, gint64 deadline, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckPages, tck_pages_free)
