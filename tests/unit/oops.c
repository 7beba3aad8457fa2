/* SPDX-License-Identifier: BSD-2-Clause */
/* A crash from a console, written to a record and read back. */
#include "oops.h"

static void add(GPtrArray *list, const char *text) {
        g_ptr_array_add(list, g_strdup(text));
}

static void check_same(const GPtrArray *list, const char *text) {
        g_assert_cmpuint(list->len, ==, 1);
        g_assert_cmpstr(list->pdata[0], ==, text);
}

static void test_record(void) {
        g_autoptr(TckOops) oops = tck_oops_new("linux"), back = NULL;
        g_autoptr(JsonObject) object = NULL;

        oops->cause = g_strdup("BUG: x");
        oops->ip = g_strdup("f+0x1/0x2");
        oops->crash_kernel = g_strdup("saving vmcore complete");
        oops->has_image = TRUE;
        oops->image = 0x100000;
        add(oops->registers, "RAX 1");
        add(oops->backtrace, "g+0x1/0x2");
        add(oops->details, "KASAN: y");
        add(oops->earlier, "[ 1.0] WARNING: z");
        object = tck_oops_to_json(oops);
        back = tck_oops_from_json(object);
        g_assert_cmpstr(back->origin, ==, "linux");
        g_assert_cmpstr(back->cause, ==, "BUG: x");
        g_assert_cmpstr(back->ip, ==, "f+0x1/0x2");
        g_assert_cmpstr(back->crash_kernel, ==, "saving vmcore complete");
        g_assert_null(back->task);
        g_assert_cmphex(back->image, ==, 0x100000);
        check_same(back->registers, "RAX 1");
        check_same(back->backtrace, "g+0x1/0x2");
        check_same(back->details, "KASAN: y");
        check_same(back->earlier, "[ 1.0] WARNING: z");
}

/* A record is an untrusted file. */
static void test_empty_record(void) {
        g_autoptr(JsonObject) nothing = json_object_new();
        g_autoptr(TckOops) empty = tck_oops_from_json(nothing);

        g_assert_cmpstr(empty->origin, ==, "");
        g_assert_null(empty->cause);
        g_assert_false(empty->has_image);
        g_assert_cmpuint(empty->backtrace->len, ==, 0);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/oops/record", test_record);
        g_test_add_func("/oops/record/empty", test_empty_record);
        return g_test_run();
}
