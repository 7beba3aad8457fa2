/* SPDX-License-Identifier: BSD-2-Clause */
#include "images.h"

#include "program.h"

/* Relative to the program: a build tree, the folder above in a sanitized build, and an installation. */
static char *find_guests(void) {
        static const char *const places[] = {".", "..", "../lib/pvpanic-tck"};
        g_autofree char *self = tck_program_file(NULL);
        g_autofree char *here = g_path_get_dirname(self ? self : ".");

        for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
                g_autofree char *place = g_build_filename(here, places[i], NULL);
                g_autofree char *kernel = g_build_filename(place, "pvpanic-tck.elf", NULL);

                if (g_file_test(kernel, G_FILE_TEST_EXISTS))
                        return g_canonicalize_filename(place, NULL);
        }
        return g_steal_pointer(&here);
}

const char *tck_guests_directory(void) {
        static gsize once;
        static char *directory;

        if (g_once_init_enter(&once)) {
                directory = find_guests();
                g_once_init_leave(&once, 1);
        }
        return directory;
}

char *tck_shared_file(const char *name) {
        g_autofree char *relative = g_build_filename("../../share/pvpanic-tck", name, NULL);
        g_autofree char *path = g_canonicalize_filename(relative, tck_guests_directory());

        return g_file_test(path, G_FILE_TEST_EXISTS) ? g_steal_pointer(&path) : NULL;
}
