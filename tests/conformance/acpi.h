/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared by the cases about the ACPI device. The guest's interpreter runs the AML; if it fails, the case FAILs with
 * ACPICA's status.
 */
#pragma once

#include "check.h"

/* The path of the first device QEMU0001, however many there are; "" after a verdict. Free with g_free(). */
char *acpi_device(Tck *t);

/* Evaluates RDPT, which has to return an integer. */
guint64 acpi_read(Tck *t, const char *device);

/* Begins WRPT with that value, or calls it and awaits its end; it must return nothing. */
void acpi_start_write(Tck *t, const char *device, guint value);
void acpi_write(Tck *t, const char *device, guint value);

/* Expects that the last WRPT returned nothing. */
void acpi_expect_nothing(Tck *t);

/* Awaits the end of a WRPT that was begun, which must return nothing. */
void acpi_expect_written(Tck *t);
