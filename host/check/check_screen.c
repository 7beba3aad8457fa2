/* SPDX-License-Identifier: BSD-2-Clause */
/* The screen of a guest whose case failed. */
#include "check_private.h"

#include <string.h>

#include "error.h"
#include "file.h"

static const double SCREEN_SECONDS = 2;

/* It changes no verdict: a line in a file of its own says why there is no screenshot. That the hypervisor has just ended, or the user, is told elsewhere. */
static void note(const Tck *t, const GError *error) {
        g_autofree char *path = g_build_filename(t->directory, "screenshot.log", NULL);
        g_autofree char *line = g_strdup_printf("no screenshot: %s\n", error->message);

        if (!g_error_matches(error, TCK_ERROR, TCK_ERROR_CLOSED) &&
            !g_error_matches(error, TCK_ERROR, TCK_ERROR_CANCELLED))
                tck_write_file(path, line, strlen(line), NULL);
}

char *check_save_screen(Tck *t) {
        g_autofree char *path = g_build_filename(t->directory, "screenshot.png", NULL);
        g_autoptr(GError) error = NULL;
        gboolean taken = FALSE;

        if (t->hypervisor->take_screen &&
            !t->hypervisor->take_screen(t, path, tck_deadline(SCREEN_SECONDS), &taken, &error))
                note(t, error);
        return taken ? g_steal_pointer(&path) : NULL;
}
