/* SPDX-License-Identifier: BSD-2-Clause */
#include "dump.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "json.h"

#define DESCRIPTOR "core" /* its name in the monitor */

gboolean tck_core_offered(Qmp *qmp, TckCoreFormat format, gboolean *ret_offered, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) answer = qmp_execute(qmp, "query-dump-guest-memory-capability", NULL, deadline, error);
        JsonObject *capability = tck_json_node_object(answer);
        g_autoptr(GPtrArray) formats = tck_json_texts(capability, "formats");
        gboolean told = capability && tck_json_array(capability, "formats");

        *ret_offered = g_ptr_array_find_with_equal_func(formats, tck_core_format_name(format), g_str_equal, NULL);
        if (answer && !told)
                tck_error_set(error, TCK_ERROR_PROTOCOL,
                              "query-dump-guest-memory-capability was not answered with a list of formats");
        return told;
}

/* Not detached: the reply has the result, and the guest is stopped anyway. */
static gboolean dump(Qmp *qmp, int fd, const TckCoreOptions *options, gint64 deadline, GError **error) {
        JsonObject *arguments;

        if (!qmp_send_fd(qmp, fd, DESCRIPTOR, deadline, error))
                return FALSE;
        arguments = qmp_strings("protocol", "fd:" DESCRIPTOR, "format", tck_core_format_name(options->format), NULL);
        json_object_set_boolean_member(arguments, "paging", options->paging);
        if (options->length) {
                json_object_set_int_member(arguments, "begin", (gint64) options->begin);
                json_object_set_int_member(arguments, "length", (gint64) options->length);
        }
        return qmp_do(qmp, "dump-guest-memory", arguments, deadline, error);
}

/* Not all messages of QEMU tell that the disk is full: a write shows it. */
static void explain_full_disk(int fd, const char *path, GError **error) {
        static const char page[4096];
        struct stat status;
        int number;

        if (!error || !g_error_matches(*error, TCK_ERROR, TCK_ERROR_REFUSED) || fstat(fd, &status) < 0 ||
            pwrite(fd, page, sizeof page, (status.st_size | 0xffff) + 1) == sizeof page)
                return;
        number = errno;
        if (number != ENOSPC && number != EDQUOT && number != EFBIG)
                return;
        g_clear_error(error);
        errno = number;
        tck_error_set_errno(error, "no room for %s", path);
}

gboolean tck_core_take(Qmp *qmp, const char *path, const TckCoreOptions *options, gint64 deadline, GError **error) {
        g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
        int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0600);
        g_autoptr(GError) local = NULL;
        gboolean good;

        if (fd < 0)
                return tck_error_set_errno(error, "cannot create %s", temporary);
        good = dump(qmp, fd, options, deadline, &local);
        if (!good)
                explain_full_disk(fd, path, &local);
        /* Some file systems report a full disk only when the file is closed. */
        if (close(fd) < 0 && good)
                good = tck_error_set_errno(&local, "cannot write %s", path);
        if (good && g_rename(temporary, path) < 0)
                good = tck_error_set_errno(&local, "cannot write %s", path);
        /* If QEMU still writes after the deadline, the file has no name any more. */
        if (!good) {
                g_unlink(temporary);
                g_propagate_prefixed_error(error, g_steal_pointer(&local), "taking a core of the guest: ");
        }
        return good;
}

gboolean tck_guest_size(Qmp *qmp, guint *ret_cpus, guint64 *ret_memory, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) cpus = qmp_execute(qmp, "query-cpus-fast", NULL, deadline, error);
        g_autoptr(JsonNode) memory = cpus ? qmp_execute(qmp, "query-memory-size-summary", NULL, deadline, error) : NULL;

        if (!memory)
                return FALSE;
        *ret_cpus = tck_json_node_array(cpus) ? json_array_get_length(json_node_get_array(cpus)) : 0;
        *ret_memory = (guint64) tck_json_int(tck_json_node_object(memory), "base-memory", 0);
        return TRUE;
}
