/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libkdumpfile in a process of its own, because corrupt cores make version 0.5.1 write beyond a buffer (a compressed page longer
 * than a page), die of SIGBUS or SIGSEGV (headers with large sizes), or loop for seconds. It reads zeroes beyond the end of the
 * file.
 */
#include "core_pages.h"

#include <errno.h>
#include <fcntl.h>
#include <libkdumpfile/kdumpfile.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "escape.h"
#include "file.h"
#include "pages_process.h"
#include "wait.h"

struct TckPages {
        TckChild *child;
        TckFd socket;
        gint64 deadline;
};

void tck_pages_free(TckPages *pages) {
        if (!pages)
                return;
        tck_child_free(pages->child);
        tck_fd_close(pages->socket);
        g_free(pages);
}

/* The error for a closed socket: how the process ended. */
static gboolean tell_end(TckPages *pages, GError **error) {
        g_autofree char *how = NULL;
        int status;

        if (!tck_child_wait(pages->child, pages->deadline, &status, error))
                return FALSE;
        how = tck_child_status_text(status);
        return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "libkdumpfile crashed while reading it: its process %s",
                             how);
}

static gboolean take(TckPages *pages, void *bytes, gsize length, GError **error) {
        for (guint8 *to = bytes; length;) {
                ssize_t n;

                if (!tck_wait_readable(&pages->socket, 1, pages->deadline, error))
                        return FALSE;
                n = read(pages->socket, to, length);
                if (n < 0 && (errno == EINTR || errno == EAGAIN))
                        continue;
                if (n <= 0)
                        return tell_end(pages, error);
                to += n;
                length -= (gsize) n;
        }
        return TRUE;
}

/* Once the library has opened the file, KDUMP_ERR_NOTIMPL means a compression that it was built without. */
static gboolean refuse(TckPages *pages, const TckPagesAnswer *answer, gboolean opened, const char *what,
                       GError **error) {
        g_autofree char *message = NULL;
        char words[TCK_PAGES_MESSAGE_MAX + 1] = "";
        TckError code = TCK_ERROR_PROTOCOL;

        if (!take(pages, words, MIN(answer->length, TCK_PAGES_MESSAGE_MAX), error))
                return FALSE;
        if (answer->status == KDUMP_ERR_NODATA || answer->status == KDUMP_ERR_ADDRXLAT ||
            answer->status == KDUMP_ERR_NOKEY)
                code = TCK_ERROR_REFUSED;
        if (answer->status == KDUMP_ERR_SYSTEM || (answer->status == KDUMP_ERR_NOTIMPL && opened))
                code = TCK_ERROR_ENVIRONMENT;
        message = tck_escape(words, "");
        return tck_error_set(error, code, "libkdumpfile cannot %s: %s", what, message);
}

/* Sends a request. The answer has the number of bytes that follow. */
static gboolean ask(TckPages *pages, TckPagesRequest request, const char *text, const char *what,
                    TckPagesAnswer *ret_answer, GError **error) {
        g_autoptr(GError) local = NULL;

        request.text = text ? strlen(text) : 0;
        if (request.text > TCK_PAGES_PIECE_MAX)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "libkdumpfile cannot %s: it is too long", what);
        if (!tck_core_in_time(pages->deadline, error))
                return FALSE;
        if (!tck_write_all(pages->socket, &request, sizeof request, pages->deadline, &local) ||
            (text && !tck_write_all(pages->socket, text, request.text, pages->deadline, &local))) {
                if (g_error_matches(local, TCK_ERROR, TCK_ERROR_CLOSED))
                        return tell_end(pages, error);
                g_propagate_error(error, g_steal_pointer(&local));
                return FALSE;
        }
        if (!take(pages, ret_answer, sizeof *ret_answer, error))
                return FALSE;
        if (ret_answer->status != KDUMP_OK)
                return refuse(pages, ret_answer, TRUE, what, error);
        if (ret_answer->length > TCK_PAGES_PIECE_MAX)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "libkdumpfile's process sent an invalid answer");
        return TRUE;
}

TckPages *tck_pages_open(const TckCoreFile *file, const char *arch, GError **error) {
        g_autoptr(TckPages) pages = g_new0(TckPages, 1);
        g_auto(TckFd) theirs = -1;
        TckPagesAnswer answer;

        pages->socket = -1;
        pages->deadline = file->deadline;
        if (!tck_child_socket_pair(&pages->socket, &theirs, error))
                return NULL;
        if (fcntl(pages->socket, F_SETFL, O_NONBLOCK) < 0) {
                tck_error_set_errno(error, "cannot talk to a process");
                return NULL;
        }
        pages->child = tck_child_fork(tck_pages_process, (gpointer) arch, file->fd, theirs, error);
        if (!pages->child)
                return NULL;
        tck_fd_close(theirs);
        theirs = -1;
        if (!take(pages, &answer, sizeof answer, error) ||
            (answer.status != KDUMP_OK && !refuse(pages, &answer, FALSE, "open it", error)))
                return NULL;
        return g_steal_pointer(&pages);
}

gboolean tck_pages_read(TckPages *pages, TckAddressSpace space, guint64 address, void *ret_bytes, gsize length,
                        GError **error) {
        for (guint8 *to = ret_bytes; length;) {
                TckPagesRequest request = {.operation = TCK_PAGES_READ,
                                           .space = space,
                                           .address = address,
                                           .length = MIN(length, TCK_PAGES_PIECE_MAX)};
                g_autofree char *what = g_strdup_printf("read the %s address 0x%" G_GINT64_MODIFIER "x",
                                                        space == TCK_PAGES_KERNEL ? "kernel's" : "physical", address);
                TckPagesAnswer answer;

                if (!ask(pages, request, NULL, what, &answer, error))
                        return FALSE;
                if (answer.length != request.length)
                        return tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                                             "libkdumpfile's process sent an invalid answer");
                if (!take(pages, to, answer.length, error))
                        return FALSE;
                to += answer.length;
                address += answer.length;
                length -= answer.length;
        }
        return TRUE;
}

/* NULL if there is none, or on any error. */
static char *get_text(TckPages *pages, TckPagesOperation operation, const char *key) {
        g_autofree char *text = NULL;
        TckPagesAnswer answer;

        if (!ask(pages, (TckPagesRequest){.operation = operation}, key, "tell", &answer, NULL))
                return NULL;
        text = g_malloc0(answer.length + 1);
        if (!take(pages, text, answer.length, NULL))
                return NULL;
        return g_utf8_make_valid(text, -1);
}

char *tck_pages_attribute(TckPages *pages, const char *key) {
        return get_text(pages, TCK_PAGES_ATTRIBUTE, key);
}

char *tck_pages_vmcoreinfo(TckPages *pages) {
        return get_text(pages, TCK_PAGES_GET_VMCOREINFO, NULL);
}

gboolean tck_pages_use_vmcoreinfo(TckPages *pages, const char *text, GError **error) {
        TckPagesAnswer answer;

        return ask(pages, (TckPagesRequest){.operation = TCK_PAGES_SET_VMCOREINFO}, text, "use the VMCOREINFO", &answer,
                   error);
}

gboolean tck_pages_search(TckPages *pages, const char *beginning, guint64 *address, gint64 deadline, GError **error) {
        TckPagesAnswer answer = {0};

        do {
                g_autoptr(GError) local = NULL;
                TckPagesRequest request = {.operation = TCK_PAGES_SEARCH, .address = *address};

                if (!tck_core_in_time(deadline, error))
                        return FALSE;
                if (!ask(pages, request, beginning, "look at all pages", &answer, &local)) {
                        if (!g_error_matches(local, TCK_ERROR, TCK_ERROR_REFUSED))
                                g_propagate_error(error, g_steal_pointer(&local));
                        return FALSE;
                }
                *address = answer.address;
        } while (!answer.found);
        return TRUE;
}
