/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an ACPI table says of a device, as source: made by iasl, where there is one.
 */
#pragma once

#include <glib.h>

/* Whether there is an iasl in the PATH. */
gboolean tck_can_disassemble(void);

/* The part of a source that declares the device with that _HID, NULL if there is none. Free with g_free(). */
char *tck_find_device(const char *source, const char *hid);

/* Writes the part of the AML file DIRECTORY/TABLE.aml that declares the device with that _HID into DIRECTORY/HID.dsl. Nothing
 * is written if iasl finds no such device. FALSE with an error if iasl does not do its work by the deadline. */
gboolean tck_disassemble_device(const char *directory, const char *table, const char *hid, gint64 deadline,
                                GError **error);
