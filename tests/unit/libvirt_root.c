/* SPDX-License-Identifier: BSD-2-Clause */
/* libvirt's private roots: each belongs to one process until that ends. */
#include "libvirt_root.h"

#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"

/* The number of the root that is taken. */
static int take(void) {
        g_autoptr(GError) error = NULL;
        g_autofree char *root = tck_libvirt_root_take(&error), *name = NULL;

        g_assert_no_error(error);
        name = g_path_get_basename(root);
        return (int) g_ascii_strtoll(name, NULL, 10);
}

/* What another process takes, which ends then. */
static int take_elsewhere(void) {
        int status;
        pid_t pid = fork();

        g_assert_cmpint(pid, >=, 0);
        if (!pid)
                _exit(take());
        g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
        g_assert_true(WIFEXITED(status));
        return WEXITSTATUS(status);
}

/* A root in which a domain was left running is wanted first, but not while its process lives. */
static void leave_domain(const char *cache, int number) {
        g_autofree char *folder = g_strdup_printf("%s/pvpanic-tck/%d/embed/run/qemu", cache, number);
        g_autofree char *state = g_build_filename(folder, "left.xml", NULL);

        g_assert_no_errno(g_mkdir_with_parents(folder, 0700));
        g_assert_true(g_file_set_contents(state, "<domstatus/>", -1, NULL));
}

static void test_until_the_end(void) {
        const char *cache = g_getenv("XDG_CACHE_HOME");

        g_assert_cmpint(take_elsewhere(), ==, 0);
        g_assert_cmpint(take_elsewhere(), ==, 0);
        g_assert_cmpint(take(), ==, 0);
        g_assert_cmpint(take_elsewhere(), ==, 1);
        leave_domain(cache, 0);
        g_assert_cmpint(take_elsewhere(), ==, 1);
        leave_domain(cache, 2);
        g_assert_cmpint(take_elsewhere(), ==, 2);
        g_assert_cmpint(take(), ==, 2);
}

int main(int argc, char **argv) {
        char *cache;
        int status;

        g_test_init(&argc, &argv, NULL);
        cache = g_dir_make_tmp("tck-XXXXXX", NULL); /* the kit takes none with a long path */
        g_setenv("XDG_CACHE_HOME", cache, TRUE);
        g_test_add_func("/libvirt-root/until-the-end", test_until_the_end);
        status = g_test_run();
        remove_tree(cache);
        return status;
}
