/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run covers: architectures, machine types and boot methods, from the words of the command line.
 */
#pragma once

#include "run.h"

/* As the user wrote them; NULL for what was left out. */
typedef struct {
        const char *archs, *machines, *boots;
        TckLayer layer;
        TckQemuOptions qemu; /* its program may be a folder of QEMUs */
} TckScopeWords;

/* The architectures that the words name, separated by commas, or "all": const TckArch *, the default one first, then by name. NULL stands
 * for the default one. Free with g_ptr_array_unref(). */
GPtrArray *tck_archs_named(const char *words, GError **error);

/* What an architecture lacks for a run: its QEMU, or its images in the folder of the guests, with the package to install. NULL: nothing.
 * Free with g_free(). */
char *tck_arch_missing(const TckArch *arch, const char *program, const char *guests);

/* A scope for each architecture: TckScope *. Where there are several, `missing` is set, and each has the machine types and boot methods
 * that it knows. NULL with TCK_ERROR_USAGE for words that make no sense. Free with g_ptr_array_unref(). */
GPtrArray *tck_scopes_new(const TckScopeWords *words, GError **error);
