/* SPDX-License-Identifier: BSD-2-Clause */
/* Symbols: of this program, whose addresses are known, and of the probes that were built with it. */
#include "symbols.h"

#include <link.h>

#include "common.h"

static TckSymbols *open_symbols(const char *path) {
        GError *error = NULL;
        TckSymbols *symbols = tck_symbols_open(path, &error);

        g_assert_no_error(error);
        g_assert_nonnull(symbols);
        return symbols;
}

static int variable = 1;

static inline __attribute__((always_inline)) void inlined(void) {
        __asm__ volatile("nop; nop; nop; nop" : : : "memory");
}

enum { CALL_LINE = __LINE__ + 2 };
static __attribute__((noinline)) void function(void) {
        inlined();
}

/* The first object that is reported is the program itself. */
static int take_bias(struct dl_phdr_info *info, size_t size, void *data) {
        (void) size;
        *(guint64 *) data = info->dlpi_addr;
        return 1;
}

static guint64 own_bias(void) {
        guint64 bias = 0;

        dl_iterate_phdr(take_bias, &bias);
        return bias;
}

static void assert_described(TckSymbols *symbols, const void *place, guint64 offset, const char *expected) {
        g_autofree char *seen = tck_symbols_describe(symbols, (guint64) (gsize) place + offset, own_bias());

        g_test_message("%s", seen);
        g_assert_true(g_pattern_match_simple(expected, seen));
}

static void test_self(void) {
        g_autoptr(TckSymbols) symbols = open_symbols("/proc/self/exe");

        function();
        assert_described(symbols, (const void *) (gsize) function, 0, "function at *tests/unit/symbols.c:* (+0x0)");
        assert_described(symbols, &variable, 2, "variable (+0x2)");
}

/* The source line is that of the function itself, not that of a function inlined into it. */
static void test_inlined(void) {
        g_autoptr(TckSymbols) symbols = open_symbols("/proc/self/exe");
        g_autofree char *call = g_strdup_printf("*symbols.c:%d (*", CALL_LINE);
        gboolean found = FALSE;

        for (guint64 offset = 0; offset < 8; offset++) {
                g_autofree char *seen = tck_symbols_describe(symbols, (guint64) (gsize) function + offset, own_bias());

                found = found || (g_str_has_prefix(seen, "function at ") && g_pattern_match_simple(call, seen));
        }
        g_assert_true(found);
}

static void test_unknown(void) {
        g_autoptr(TckSymbols) symbols = open_symbols("/proc/self/exe");

        g_assert_null(tck_symbols_describe(symbols, 0, own_bias()));
        g_assert_null(tck_symbols_describe(symbols, G_MAXUINT64, own_bias()));
        g_assert_null(tck_symbols_describe(symbols, own_bias() + ((guint64) 1 << 40), own_bias()));
}

static void test_no_file(void) {
        static const char *const paths[] = {"/nonexistent/pvpanic-tck.debug", "/dev/null", "/proc/self/status"};
        GError *error = NULL;

        for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
                g_assert_null(tck_symbols_open(paths[i], &error));
                assert_failed(error, TCK_ERROR_ENVIRONMENT, paths[i]);
        }
        tck_symbols_free(NULL);
}

/* ---- the probes ---- */

static const struct {
        const char *file;
        guint64 start; /* from the linker scripts */
} probes[] = {
        {"pvpanic-tck.debug", 0x100000},
        {"pvpanic-tck.efi.debug", 0},
};

/* At any load address: the function is found by a search in the image. */
static void test_probe(gconstpointer data) {
        guint number = GPOINTER_TO_UINT(data);
        const char *build = g_getenv("BUILD");
        g_autofree char *path = g_build_filename(build ? build : "build", probes[number].file, NULL);
        g_autoptr(TckSymbols) symbols = NULL;
        const guint64 image = 0x3d52000;
        guint found = 0;

        if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
                g_test_skip("there are no probes: set BUILD to the build folder");
                return;
        }
        symbols = open_symbols(path);
        g_assert_cmphex(tck_symbols_start(symbols), ==, probes[number].start);
        for (guint64 offset = 0; offset < 0x40000; offset += 16) {
                g_autofree char *seen = tck_symbols_describe(symbols, image + offset, image - probes[number].start);

                if (seen && g_str_has_prefix(seen, "operation_out at probe/x86_64/port.c:"))
                        found++;
        }
        g_assert_cmpuint(found, >, 0);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/symbols/self", test_self);
        g_test_add_func("/symbols/inlined", test_inlined);
        g_test_add_func("/symbols/unknown", test_unknown);
        g_test_add_func("/symbols/no-file", test_no_file);
        for (guint i = 0; i < G_N_ELEMENTS(probes); i++) {
                g_autofree char *path = g_strdup_printf("/symbols/probe/%s", probes[i].file);

                g_test_add_data_func(path, GUINT_TO_POINTER(i), test_probe);
        }
        return g_test_run();
}
