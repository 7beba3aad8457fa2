/* SPDX-License-Identifier: BSD-2-Clause */
/* The cores that libvirt takes automatically. */
#include "dom_private.h"

#include <string.h>

#include "error.h"

GPtrArray *check_dom_find_cores(Tck *t, GError **error) {
        g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GError) local = NULL;
        g_autoptr(GDir) directory =
                t->domain->domain && t->domain->stage.cores ? g_dir_open(t->domain->stage.cores, 0, &local) : NULL;
        /* libvirt names cores ID-NAME-DATE, with a name of at most twenty characters, which other domains may share. */
        g_autofree char *begin = directory ? g_strdup_printf("%u-%.20s", t->domain->domain->id, t->name) : NULL;
        const char *name;

        /* libvirt creates the folder with the first core. */
        if (local && !g_error_matches(local, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
                g_propagate_error(error, g_steal_pointer(&local));
                return NULL;
        }
        while (directory && (name = g_dir_read_name(directory)))
                if (g_str_has_prefix(name, begin))
                        g_ptr_array_add(paths, g_build_filename(t->domain->stage.cores, name, NULL));
        return g_steal_pointer(&paths);
}

/* NULL after a verdict. */
static GPtrArray *require_list_of_cores(Tck *t) {
        GPtrArray *paths;

        if (!t->over && !t->domain->stage.cores)
                tck_give_up(t, "libvirt's folder for cores cannot be read, and the case does not declare that need");
        paths = t->over ? NULL : check_dom_find_cores(t, &t->error);
        if (t->error)
                check_give_up_by_error(t, "libvirt's folder for cores");
        return paths;
}

char *tck_dom_expect_core(Tck *t) {
        g_autoptr(GPtrArray) paths = require_list_of_cores(t);

        if (paths && paths->len == 1)
                return g_strdup(paths->pdata[0]);
        if (paths)
                tck_fail(t, "one core of the domain", "%u in %s", paths->len, t->domain->stage.cores);
        return NULL;
}

void tck_dom_expect_no_core(Tck *t) {
        g_autoptr(GPtrArray) paths = require_list_of_cores(t);

        if (paths && paths->len)
                tck_fail(t, "no core of the domain", "%s", (const char *) paths->pdata[0]);
}

gboolean tck_dom_has_core(Tck *t) {
        g_autoptr(GPtrArray) paths = require_list_of_cores(t);

        return paths && paths->len;
}

/* The core contains the probe's kernel, which begins with the multiboot header. */
static gboolean holds_kernel(const TckCore *core, GError **error) {
        static const guint32 magic = 0x1BADB002;
        guint8 image[8192];

        if (!tck_core_read(core, 0x100000, image, sizeof image, error))
                return FALSE;
        return memmem(image, sizeof image, &magic, sizeof magic) != NULL;
}

void tck_dom_expect_good_core(Tck *t, const char *path) {
        g_autoptr(TckCore) core = t->over ? NULL : tck_core_open(path, check_deadline(t), &t->error);

        if (t->error)
                check_fail_by_error(t, "a core that can be read");
        if (t->over)
                return;
        tck_expect_number(t, "the number of CPUs in the core", core->cpu_count, 1);
        if (!holds_kernel(core, &t->error))
                tck_fail(t, "the guest's memory in the core", "%s", t->error ? t->error->message : "something else");
        g_clear_error(&t->error);
}
