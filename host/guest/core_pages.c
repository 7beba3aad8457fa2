/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages of kdump cores, by libkdumpfile. The library reads in a process of its own, which may crash, loop or eat memory over
 * a hostile file. Version 0.5.1 overruns its buffer where a compressed page is longer than a page, ends by SIGBUS or SIGSEGV where
 * sizes in the headers are too large, and loops for seconds over others; what lies behind the end of a file it reads as zeroes.
 */
#include <libkdumpfile/kdumpfile.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "child.h"
#include "core_reader.h"
#include "error.h"
#include "escape.h"

#ifndef __has_feature /* gcc defines __SANITIZE_ADDRESS__ */
#define __has_feature(name) 0
#endif

enum { MEMORY_MAX = 1 << 30 };

/* What both processes have in common; written by the child alone, and not trusted. */
typedef struct {
        guint64 physical;
        gsize length;
        kdump_status status;
        gboolean opened; /* whether the library has taken the file for a core */
        char message[240];
        guint8 bytes[];
} Shared;

/* ---- the child, without GLib: another thread may have held a lock of its own when it was forked ---- */

/* What a sanitizer sets aside counts, too: there memory has no limit. */
static void set_limits(void) {
        const struct rlimit none = {0, 0};

        setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)
        setrlimit(RLIMIT_DATA, &(struct rlimit){MEMORY_MAX, MEMORY_MAX});
#endif
}

static int work(gpointer data) {
        Shared *shared = data;
        size_t length = shared->length;
        kdump_ctx_t *context;
        kdump_status status;

        set_limits();
        context = kdump_new();
        if (!context)
                return 0;
        status = kdump_set_number_attr(context, KDUMP_ATTR_FILE_MMAP_POLICY, KDUMP_MMAP_NEVER);
        if (status == KDUMP_OK)
                status = kdump_open_fd(context, STDIN_FILENO);
        shared->opened = status == KDUMP_OK;
        if (status == KDUMP_OK)
                status = kdump_read(context, KDUMP_MACHPHYSADDR, shared->physical, shared->bytes, &length);
        if (status != KDUMP_OK)
                strncpy(shared->message, kdump_get_err(context), sizeof shared->message - 1);
        shared->status = status;
        return 0;
}

/* ---- this process ---- */

static TckError error_code(const Shared *shared) {
        if (shared->status == KDUMP_ERR_NODATA)
                return TCK_ERROR_REFUSED;
        /* Of a core that it has opened, this is a page's compression. */
        if (shared->status == KDUMP_ERR_SYSTEM || (shared->status == KDUMP_ERR_NOTIMPL && shared->opened))
                return TCK_ERROR_ENVIRONMENT;
        return TCK_ERROR_PROTOCOL;
}

/* Runs the child to its end. Afterwards nobody writes to what is shared. */
static gboolean run(Shared *shared, const TckCoreFile *file, GError **error) {
        g_autoptr(TckChild) child = tck_child_fork(work, shared, file->fd, STDERR_FILENO, error);
        g_autofree char *how = NULL, *message = NULL;
        int status;

        if (!child || !tck_child_wait(child, file->deadline, &status, error))
                return FALSE;
        if (status != 0) {
                how = tck_child_status_text(status);
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "libkdumpfile crashed over it: its process %s", how);
        }
        if (shared->status == KDUMP_OK)
                return TRUE;
        shared->message[sizeof shared->message - 1] = '\0';
        message = tck_escape(*shared->message ? shared->message : "there is not enough memory", "");
        return tck_error_set(error, error_code(shared),
                             "libkdumpfile cannot read the physical address 0x%" G_GINT64_MODIFIER "x: %s",
                             shared->physical, message);
}

gboolean tck_pages_read(const TckCoreFile *file, guint64 physical, void *ret_bytes, gsize length, GError **error) {
        gsize size = sizeof(Shared) + length;
        /* What has no file has descriptor -1, whatever cppcheck says of it. */
        /* cppcheck-suppress invalidFunctionArg */
        Shared *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        gboolean good;

        if (shared == MAP_FAILED)
                return tck_error_set_errno(error, "cannot read it in a process of its own");
        *shared = (Shared){.physical = physical, .length = length, .status = KDUMP_ERR_SYSTEM};
        good = run(shared, file, error);
        if (good)
                memcpy(ret_bytes, shared->bytes, length);
        munmap(shared, size);
        return good;
}
