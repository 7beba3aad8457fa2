/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_libvirt.h"

#include <dlfcn.h>

#include "error.h"
#include "libvirt_calls.h"
#include "libvirt_pieces.h"

/* Run by root, libvirt runs as the user nobody, in /var/tmp. */
static void add_users(TckCpio *cpio) {
        tck_cpio_add_text(cpio, "/etc/passwd",
                          "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/sh\n", FALSE);
        tck_cpio_add_text(cpio, "/etc/group", "root:x:0:\nnogroup:x:65534:\n", FALSE);
        tck_cpio_add_folder(cpio, "/var/tmp");
}

static gboolean add_cpus(TckCpio *cpio, GError **error) {
        g_autofree char *folder = tck_libvirt_cpu_map();

        if (!folder)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                                     "libvirt's folder cpu_map is missing (Debian's package libvirt0)");
        return tck_cpio_add_files(cpio, folder, folder, error);
}

gboolean tck_lab_add_libvirt(TckCpio *cpio, TckLabProgram *harness, gint64 deadline, GError **error) {
        g_autofree char *library = tck_piece_need(TCK_PIECE_LIBRARY, error);
        g_autofree char *driver = library ? tck_piece_need(TCK_PIECE_DRIVER, error) : NULL;
        g_autofree char *helper = driver ? tck_piece_need(TCK_PIECE_HELPER, error) : NULL;
        Dl_info monitor;

        if (!helper || !tck_lab_program_add_library(harness, library, deadline, error) ||
            !tck_lab_program_add_library(harness, driver, deadline, error) ||
            !tck_lab_program_add_command(harness, helper, deadline, error))
                return FALSE;
        /* libvirt-qemu.so is a library of its own, which was loaded together with libvirt.so. */
        if (dladdr(virConnectDomainQemuMonitorEventRegister, &monitor) &&
            !tck_lab_program_add_library(harness, monitor.dli_fname, deadline, error))
                return FALSE;
        add_users(cpio);
        return add_cpus(cpio, error);
}
