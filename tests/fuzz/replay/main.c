/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a fuzzer over its corpus without libFuzzer, and prints TAP with a test for each file. The corpus contains inputs
 * that the fuzzer found.
 */
#include "../fuzz.h"

#include "file.h"

enum { FILE_MAX = 1 << 20 };

static guint tests;

static void run(const char *folder, const char *name) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        gsize length = 0;
        g_autofree char *text = tck_file_read(path, FILE_MAX, &length, NULL);
        g_autofree uint8_t *exact = NULL;

        if (!text)
                return;
        /* A copy of the exact size, so that a sanitizer notices reads beyond it. */
        exact = g_malloc(MAX(length, 1));
        memcpy(exact, text, length);
        LLVMFuzzerTestOneInput(exact, length);
        printf("ok %u - %s\n", ++tests, name);
        fflush(stdout);
}

static void run_all(const char *folder) {
        g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
        const char *name;

        while (directory && (name = g_dir_read_name(directory)))
                run(folder, name);
}

int main(int argc, char **argv) {
        static const char *const below[] = {"tests/fuzz/corpus", "tests/fixtures"};
        g_autofree char *name = g_path_get_basename(argv[0]);

        (void) argc;
        LLVMFuzzerTestOneInput((const uint8_t *) "", 0);
        for (gsize i = 0; i < G_N_ELEMENTS(below); i++) {
                g_autofree char *folder = g_build_filename(TCK_SOURCE_DIRECTORY, below[i], name, NULL);

                run_all(folder);
        }
        printf("1..%u\n", tests);
        if (!tests)
                fprintf(stderr, "# %s has no corpus\n", name);
        return tests ? 0 : 1;
}
