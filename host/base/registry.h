/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of entries that register themselves before main(): each is a structure that lives as long as the program and begins with its name, a
 * const char *.
 */
#pragma once

#include <glib.h>

/* Adds an entry to the list, which is created if it is NULL. */
void tck_registry_add(GPtrArray **registry, gconstpointer entry);

/* The entry of that name; NULL if there is none, or no name. */
gconstpointer tck_registry_find(const GPtrArray *registry, const char *name);

/* The names of all entries: "x86_64, s390x". Free with g_free(). */
char *tck_registry_names(const GPtrArray *registry);
