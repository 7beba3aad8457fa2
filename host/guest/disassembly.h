/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The source of a device's description in an ACPI table, by iasl, if that is installed.
 */
#pragma once

#include <glib.h>

/* Whether there is an iasl in the PATH. */
gboolean tck_can_disassemble(void);

/* The part of a source that declares the device with that _HID; NULL if there is none. Free with g_free(). */
char *tck_find_device(const char *source, const char *hid);

/* Writes the part of the AML file DIRECTORY/TABLE.aml that declares the device with that _HID into DIRECTORY/HID.dsl. Nothing
 * is written if there is no such device. FALSE with an error if iasl fails or does not end by the deadline. */
gboolean tck_disassemble_device(const char *directory, const char *table, const char *hid, gint64 deadline,
                                GError **error);
