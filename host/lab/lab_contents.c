/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_contents.h"

#include <gio/gio.h>
#include <string.h>

#include "error.h"
#include "lab_libvirt.h"
#include "lab_program.h"
#include "program.h"

gboolean tck_lab_boots(const TckBoot *boot) {
        return boot->medium == TCK_MEDIUM_KERNEL && !boot->firmware;
}

/* ---- the kernel ---- */

char *tck_lab_kernel(GError **error) {
        g_autofree char *suite = g_get_os_info(G_OS_INFO_KEY_VERSION_CODENAME);
        g_autofree char *name = g_strconcat(suite ? suite : "", "-amd64", NULL);
        g_autofree char *folder = g_build_filename(g_get_user_cache_dir(), "pvpanic-tck", "linux", name, NULL);
        g_autofree char *kvm = g_build_filename(folder, "kvm", NULL);

        if (g_file_test(kvm, G_FILE_TEST_IS_DIR))
                return g_steal_pointer(&folder);
        tck_error_set(error, TCK_ERROR_ABSENT,
                      "the lab's kernel is not here: `scripts/linux-guest --fetch` fetches Debian's packages "
                      "linux-image-cloud-amd64 and busybox-static, without installing them");
        return NULL;
}

static gboolean add_kernel(TckCpio *cpio, const char *kernel, GError **error) {
        static const char *const folders[] = {"/proc", "/sys", "/dev", "/tmp", "/root"};
        g_autofree char *busybox = g_build_filename(kernel, "busybox", NULL);
        g_autofree char *modules = g_build_filename(kernel, "modules", NULL),
                        *kvm = g_build_filename(kernel, "kvm", NULL);
        g_autoptr(GBytes) init = g_resources_lookup_data("/pvpanic-tck/init", G_RESOURCE_LOOKUP_FLAGS_NONE, error);

        if (!init)
                return FALSE;
        /* GResource ends its data with a NUL. */
        tck_cpio_add_text(cpio, "/init", g_bytes_get_data(init, NULL), TRUE);
        tck_cpio_add_file(cpio, "/bin/busybox", busybox, TRUE);
        tck_cpio_add_link(cpio, "/bin/sh", "busybox");
        for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
                tck_cpio_add_folder(cpio, folders[i]);
        return tck_cpio_add_files(cpio, "/modules", modules, error) && tck_cpio_add_files(cpio, "/modules", kvm, error);
}

/* ---- programs ---- */

/* The file, and its soname and interpreter as links, by which the loader looks for it. */
static void add_mapped(TckCpio *cpio, const char *path) {
        g_autofree char *interpreter = tck_lab_interpreter(path), *soname = tck_lab_soname(path);
        g_autofree char *folder = g_path_get_dirname(path), *name = g_path_get_basename(path);
        g_autofree char *link = soname ? g_build_filename(folder, soname, NULL) : NULL;
        g_autofree char *loader = interpreter ? g_canonicalize_filename(interpreter, "/") : NULL;

        tck_cpio_add_file(cpio, path, path, TRUE);
        if (link && !g_str_equal(soname, name))
                tck_cpio_add_link(cpio, link, name);
        if (loader && g_file_test(loader, G_FILE_TEST_IS_REGULAR))
                tck_cpio_add_file(cpio, loader, loader, TRUE);
}

static int compare_paths(gconstpointer a, gconstpointer b) {
        return strcmp(*(char *const *) a, *(char *const *) b);
}

/* The folders of the program's files: "/opt/lib:/usr/lib/x86_64-linux-gnu", in an order that does not depend on when they were loaded. Free
 * with g_free(). */
static char *library_path(const TckLabProgram *program) {
        g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);

        for (guint i = 0; i < program->files->len; i++) {
                g_autofree char *folder = g_path_get_dirname(program->files->pdata[i]);

                if (!g_ptr_array_find_with_equal_func(folders, folder, g_str_equal, NULL))
                        g_ptr_array_add(folders, g_steal_pointer(&folder));
        }
        g_ptr_array_sort(folders, compare_paths);
        g_ptr_array_add(folders, NULL);
        return g_strjoinv(":", (char **) folders->pdata);
}

/* Adds the program's files and, at `path`, a script that starts the program as this machine does. */
static void add_program(TckCpio *cpio, const char *path, const TckLabProgram *program) {
        g_autoptr(GString) script = g_string_new("#!/bin/busybox sh\nexport");
        g_autofree char *libraries = library_path(program);
        g_autofree char *variable = g_strconcat("LD_LIBRARY_PATH=", libraries, NULL);

        tck_shell_append(script, variable);
        for (guint i = 0; i < program->variables->len; i++)
                tck_shell_append(script, program->variables->pdata[i]);
        g_string_append(script, "\nexec");
        for (guint i = 0; i < program->words->len; i++)
                tck_shell_append(script, program->words->pdata[i]);
        g_string_append(script, " \"$@\"\n");
        tck_cpio_add_text(cpio, path, script->str, TRUE);
        for (guint i = 0; i < program->files->len; i++)
                add_mapped(cpio, program->files->pdata[i]);
}

/* The files that QEMU reads from its firmware folders for a VM without network, display and UEFI. */
static void add_roms(TckCpio *cpio, const TckLabProgram *qemu) {
        static const char *const names[] = {"bios-256k.bin", "bios.bin",          "bios-microvm.bin",  "kvmvapic.bin",
                                            "multiboot.bin", "multiboot_dma.bin", "linuxboot_dma.bin", "linuxboot.bin",
                                            "pvh.bin",       "qboot.rom"};

        for (guint i = 0; i < qemu->folders->len; i++)
                for (gsize n = 0; n < G_N_ELEMENTS(names); n++) {
                        g_autofree char *path = g_build_filename(qemu->folders->pdata[i], names[n], NULL);

                        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
                                tck_cpio_add_file(cpio, path, path, FALSE);
                }
}

/* ---- everything ---- */

/* FALSE if the file does not exist. */
static gboolean add_guest(TckCpio *cpio, const char *guests, const char *name) {
        g_autofree char *from = g_build_filename(guests, name, NULL);
        g_autofree char *path = g_build_filename(TCK_LAB_GUESTS, name, NULL);
        gboolean here = g_file_test(from, G_FILE_TEST_IS_REGULAR);

        if (here)
                tck_cpio_add_file(cpio, path, from, FALSE);
        return here;
}

/* Adds each image whose boot method the lab supports. The image of the first boot method is required. */
static gboolean add_guests(TckCpio *cpio, const TckLabParts *parts, GError **error) {
        const TckBoot *first = parts->arch->boots;

        if (!add_guest(cpio, parts->guests, first->image))
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s is not in %s: `make` builds it", first->image,
                                     parts->guests);
        for (const TckBoot *boot = first; boot->name; boot++)
                if (tck_lab_boots(boot)) {
                        add_guest(cpio, parts->guests, boot->image);
                        add_guest(cpio, parts->guests, boot->symbols);
                }
        return TRUE;
}

TckCpio *tck_lab_contents(const TckLabParts *parts, gint64 deadline, GError **error) {
        g_autoptr(TckCpio) cpio = tck_cpio_new();
        g_autoptr(TckLabProgram) qemu = tck_lab_program_qemu(parts->qemu, deadline, error);
        g_autoptr(TckLabProgram) harness = qemu ? tck_lab_program_self(error) : NULL;

        if (!harness || !add_kernel(cpio, parts->kernel, error) ||
            (parts->libvirt && !tck_lab_add_libvirt(cpio, harness, deadline, error)))
                return NULL;
        add_program(cpio, TCK_LAB_QEMU, qemu);
        add_program(cpio, TCK_LAB_HARNESS, harness);
        add_roms(cpio, qemu);
        return add_guests(cpio, parts, error) ? g_steal_pointer(&cpio) : NULL;
}
