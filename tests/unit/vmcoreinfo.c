/* SPDX-License-Identifier: BSD-2-Clause */
/* The words that a probe writes as VMCOREINFO become lines, if they fit. */
#include "../../probe/bus/vmcoreinfo.c"

#include "common.h"

/* Stubs for the rest of a probe. */
bool fw_cfg_writable(void) {
        return false;
}

bool fw_cfg_find(G_GNUC_UNUSED const char *name, G_GNUC_UNUSED struct fw_cfg_file *ret_file) {
        return false;
}

bool fw_cfg_write(G_GNUC_UNUSED const struct fw_cfg_file *file, G_GNUC_UNUSED uint32_t offset,
                  G_GNUC_UNUSED const void *bytes, G_GNUC_UNUSED uint32_t length) {
        return false;
}

void call_error(G_GNUC_UNUSED struct call *call, G_GNUC_UNUSED const char *reason, G_GNUC_UNUSED const char *text) {
}

void call_ok_number(G_GNUC_UNUSED struct call *call, G_GNUC_UNUSED uint64_t value) {
}

static void assert_composed(bool expected, gsize first, gsize second) {
        g_autofree char *one = g_strnfill(first, '1'), *two = g_strnfill(second, '2');
        char *words[] = {one, two};
        struct call call = {.argument = words, .count = second ? 2 : 1};
        const char *one_end;

        g_test_message("%zu and %zu characters", first, second);
        g_assert_cmpint(compose(&call), ==, expected);
        if (!expected)
                return;
        g_assert_cmpuint(note.text_size, ==, first + 1 + (second ? second + 1 : 0));
        g_assert_cmpuint(note.text_size, <=, TEXT_MAX);
        g_assert_cmpint(note.text[note.text_size - 1], ==, '\n');
        one_end = memchr(note.text, '\n', note.text_size);
        g_assert_nonnull(one_end);
        g_assert_cmpuint((gsize) (one_end - note.text), ==, first);
}

static void test_fits(void) {
        assert_composed(true, 1, 0);
        assert_composed(true, 10, 20);
        assert_composed(true, TEXT_MAX - 1, 0);
        assert_composed(true, TEXT_MAX - 3, 1);
        assert_composed(true, 1, TEXT_MAX - 3);
}

/* The second word once overran the note. */
static void test_does_not_fit(void) {
        assert_composed(false, TEXT_MAX, 0);
        assert_composed(false, TEXT_MAX - 1, 1);
        assert_composed(false, TEXT_MAX - 1, 2000);
        assert_composed(false, TEXT_MAX - 2, 1);
        assert_composed(false, 1, TEXT_MAX - 2);
        assert_composed(false, 4000, 0);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/vmcoreinfo/fits", test_fits);
        g_test_add_func("/vmcoreinfo/does-not-fit", test_does_not_fit);
        return g_test_run();
}
