/* SPDX-License-Identifier: BSD-2-Clause */
/* The source of an ACPI device: each failure has a reason. That it succeeds is shown by the cases. */
#include "disassembly.h"

#include <sys/resource.h>

#include "common.h"

static void assert_refused(const char *directory) {
        GError *error = NULL;

        g_assert_false(tck_disassemble_device(directory, "dsdt", "QEMU0001", tck_deadline(PATIENCE), &error));
        g_assert_nonnull(error);
        g_test_message("%s", error->message);
        g_clear_error(&error);
}

/* No descriptor is left, not even for /dev/null. */
static void test_no_descriptor(void) {
        struct rlimit before, none;

        g_assert_no_errno(getrlimit(RLIMIT_NOFILE, &before));
        none = (struct rlimit){0, before.rlim_max};
        g_assert_no_errno(setrlimit(RLIMIT_NOFILE, &none));
        assert_refused("/nonexistent");
        g_assert_no_errno(setrlimit(RLIMIT_NOFILE, &before));
}

static void test_no_program(void) {
        g_autofree char *path = g_strdup(g_getenv("PATH"));

        g_setenv("PATH", "/nonexistent", TRUE);
        g_assert_false(tck_can_disassemble());
        assert_refused("/nonexistent");
        g_setenv("PATH", path, TRUE);
}

static void assert_found(const char *source, const char *expected) {
        g_autofree char *device = tck_find_device(source, "QEMU0001");

        g_assert_cmpstr(device, ==, expected);
}

static void test_find(void) {
        assert_found("A\n  Device (B)\n  {\n    Name (_HID, \"QEMU0001\")\n  }\n  Device (C)\n",
                     "Device (B)\n{\n  Name (_HID, \"QEMU0001\")\n}\n");
        /* Finds the innermost device that contains it, not one beside it. */
        assert_found("Device (A)\n{\n  Device (B)\n  {\n  }\n  Name (_HID, \"QEMU0001\")\n}\n",
                     "Device (A)\n{\n  Device (B)\n  {\n  }\n  Name (_HID, \"QEMU0001\")\n}\n");
        assert_found("Device (A)\n{\n  Name (_HID, \"PNP0A03\")\n}\n", NULL);
        assert_found("", NULL);
}

/* Text that iasl does not write: found by the fuzzer. */
static void test_find_in_disorder(void) {
        assert_found("    Device (A)\nName (_HID, \"QEMU0001\")\n}\n", NULL);
        assert_found("Device (A)\nName (_HID, \"QEMU0001\")\n", NULL);
        assert_found("  Device (A)\n\xc3\xa9\n    Name (_HID, \"QEMU0001\")\n",
                     "Device (A)\n\xc3\xa9\n  Name (_HID, \"QEMU0001\")\n\n");
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/disassembly/no-descriptor", test_no_descriptor);
        g_test_add_func("/disassembly/no-program", test_no_program);
        g_test_add_func("/disassembly/find", test_find);
        g_test_add_func("/disassembly/find-in-disorder", test_find_in_disorder);
        return g_test_run();
}
