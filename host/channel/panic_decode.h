/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the channels decode the information of a panic with. The values are a guest's: any of them may be missing, or of another kind.
 */
#pragma once

#include "panic_info.h"

/* Adds a fact. The name is a literal, the value is taken over, the meaning, which may be NULL, is copied. */
void tck_panic_add_fact(TckPanicInfo *decoded, const char *name, char *value, const char *meaning);

/* Adds a member of the information, a number, as a fact; one that is not there, or is not a number, is told as that. */
void tck_panic_add_number(TckPanicInfo *decoded, const char *fact, JsonObject *info, const char *member,
                          const char *meaning);

/* The number of that member; FALSE if there is none. */
gboolean tck_panic_get_number(JsonObject *info, const char *name, guint64 *ret_number);

/* "0x1e". Free with g_free(). */
char *tck_panic_hex(guint64 number);
