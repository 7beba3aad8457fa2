/* SPDX-License-Identifier: BSD-2-Clause */
/* The source of an ACPI device: what goes wrong has a reason. That it goes right, the cases show. */
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

/* There is no descriptor left, for /dev/null to begin with. */
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

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/disassembly/no-descriptor", test_no_descriptor);
        g_test_add_func("/disassembly/no-program", test_no_program);
        return g_test_run();
}
