/* SPDX-License-Identifier: BSD-2-Clause */
#include "acpi.h"

#include "pvpanic.h"

char *acpi_device(Tck *t) {
        tck_do(t, "acpi-find " PVPANIC_ACPI_HID);
        return g_strdup(tck_text(t, 0));
}

/* The first value of the answer is the type of the second. */
static void expect_type(Tck *t, const char *what, const char *type) {
        g_autofree char *returns = g_strdup_printf("%s to return", what);

        tck_expect_text(t, returns, tck_text(t, 0), type);
}

guint64 acpi_read(Tck *t, const char *device) {
        tck_do(t, "acpi-eval %s." PVPANIC_ACPI_READ, device);
        expect_type(t, PVPANIC_ACPI_READ, "integer");
        return tck_number(t, 1);
}

void acpi_start_write(Tck *t, const char *device, guint value) {
        tck_start(t, "acpi-eval %s." PVPANIC_ACPI_WRITE " %#x", device, value);
}

void acpi_expect_nothing(Tck *t) {
        expect_type(t, PVPANIC_ACPI_WRITE, "none");
}

void acpi_expect_written(Tck *t) {
        tck_expect_finished(t);
        acpi_expect_nothing(t);
}

void acpi_write(Tck *t, const char *device, guint value) {
        acpi_start_write(t, device, value);
        acpi_expect_written(t);
}
