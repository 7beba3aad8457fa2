/* SPDX-License-Identifier: BSD-2-Clause */
#include "core_pages.h"

#include <errno.h>
#include <fcntl.h>
#include <libkdumpfile/kdumpfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "escape.h"
#include "wait.h"

#ifndef __has_feature /* gcc defines __SANITIZE_ADDRESS__ */
#define __has_feature(name) 0
#endif

enum { MEMORY_MAX = 1 << 30, END_SECONDS = 5 };

typedef struct {
        guint64 physical;
        gsize length;
} Request;

/* What the child writes, and behind it, if all is well, the bytes. */
typedef struct {
        gint32 status; /* kdump_status */
        gint32 opened; /* whether the library has taken the file for a core */
        char message[240];
} Reply;

/* ---- the child, without GLib: another thread may have held a lock of its own when it was forked ---- */

/* What a sanitizer sets aside counts, too: there memory has no limit. */
static void set_limits(void) {
        const struct rlimit none = {0, 0};

        setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)
        setrlimit(RLIMIT_DATA, &(struct rlimit){MEMORY_MAX, MEMORY_MAX});
#endif
}

static int write_out(const void *bytes, size_t length) {
        const char *from = bytes;

        while (length) {
                ssize_t n = write(STDOUT_FILENO, from, length);

                if (n < 0 && errno != EINTR)
                        return 1;
                if (n > 0) {
                        from += n;
                        length -= (size_t) n;
                }
        }
        return 0;
}

static void read_pages(kdump_ctx_t *context, const Request *request, void *bytes, Reply *reply) {
        size_t length = request->length;
        kdump_status status = kdump_set_number_attr(context, KDUMP_ATTR_FILE_MMAP_POLICY, KDUMP_MMAP_NEVER);

        if (status == KDUMP_OK)
                status = kdump_open_fd(context, STDIN_FILENO);
        reply->opened = status == KDUMP_OK;
        if (status == KDUMP_OK)
                status = kdump_read(context, KDUMP_MACHPHYSADDR, request->physical, bytes, &length);
        reply->status = (gint32) status;
        if (status != KDUMP_OK)
                strncpy(reply->message, kdump_get_err(context), sizeof reply->message - 1);
}

static int work(gpointer data) {
        const Request *request = data;
        Reply reply = {.status = KDUMP_ERR_SYSTEM};
        kdump_ctx_t *context;
        void *bytes;

        set_limits();
        context = kdump_new();
        bytes = malloc(request->length);
        if (bytes && context)
                read_pages(context, request, bytes, &reply);
        if (write_out(&reply, sizeof reply))
                return 1;
        return reply.status == KDUMP_OK ? write_out(bytes, request->length) : 0;
}

/* ---- this process ---- */

static gboolean receive(int fd, void *ret_bytes, gsize length, gint64 deadline, GError **error) {
        guint8 *to = ret_bytes;

        while (length) {
                ssize_t n;

                if (!tck_wait_readable(&fd, 1, deadline, error))
                        return FALSE;
                n = read(fd, to, length);
                if (n < 0 && errno != EINTR)
                        return tck_error_set_errno(error, "cannot read what libkdumpfile has read");
                if (n == 0) {
                        g_set_error(error, TCK_ERROR, TCK_ERROR_CLOSED, "it has ended");
                        return FALSE;
                }
                if (n > 0) {
                        to += n;
                        length -= (gsize) n;
                }
        }
        return TRUE;
}

static TckError error_code(const Reply *reply) {
        if (reply->status == KDUMP_ERR_NODATA)
                return TCK_ERROR_REFUSED;
        /* Of a core that it has opened, this is a page's compression. */
        if (reply->status == KDUMP_ERR_SYSTEM || (reply->status == KDUMP_ERR_NOTIMPL && reply->opened))
                return TCK_ERROR_ENVIRONMENT;
        return TCK_ERROR_PROTOCOL;
}

static gboolean take_reply(int fd, const Request *request, void *ret_bytes, gint64 deadline, GError **error) {
        g_autofree char *message = NULL;
        Reply reply;

        if (!receive(fd, &reply, sizeof reply, deadline, error))
                return FALSE;
        if (reply.status == KDUMP_OK)
                return receive(fd, ret_bytes, request->length, deadline, error);
        reply.message[sizeof reply.message - 1] = '\0';
        message = tck_escape(*reply.message ? reply.message : "there is not enough memory", "");
        g_set_error(error, TCK_ERROR, error_code(&reply),
                    "libkdumpfile cannot read the physical address 0x%" G_GINT64_MODIFIER "x: %s", request->physical,
                    message);
        return FALSE;
}

/* Instead of "it has ended", how. */
static void explain_end(TckChild *child, GError **error) {
        g_autofree char *how = NULL;
        int status;

        if (!g_error_matches(*error, TCK_ERROR, TCK_ERROR_CLOSED) ||
            !tck_child_wait(child, tck_deadline(END_SECONDS), &status, NULL))
                return;
        how = tck_child_status_text(status);
        g_clear_error(error);
        g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "libkdumpfile crashed over it: its process %s", how);
}

gboolean tck_pages_read(const TckCoreFile *file, guint64 physical, void *ret_bytes, gsize length, GError **error) {
        Request request = {physical, length};
        g_autoptr(TckChild) child = NULL;
        g_autoptr(GError) local = NULL;
        gboolean good;
        int ends[2];

        if (pipe2(ends, O_CLOEXEC) < 0)
                return tck_error_set_errno(error, "cannot read it in a process of its own");
        child = tck_child_fork(work, &request, file->fd, ends[1], &local);
        close(ends[1]);
        good = child && take_reply(ends[0], &request, ret_bytes, file->deadline, &local);
        close(ends[0]);
        if (child && !good)
                explain_end(child, &local);
        if (!good)
                g_propagate_error(error, g_steal_pointer(&local));
        return good;
}
