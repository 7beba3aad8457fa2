/* SPDX-License-Identifier: BSD-2-Clause */
#include "screen.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "json.h"
#include "picture.h"

enum { CONSOLES_MAX = 64 };

/* Whether a console shows a device: this is what makes it a graphic one. Text consoles, and those that do not exist, are told apart by the
 * class of the error. */
static gboolean look_at_console(Qmp *qmp, guint number, gboolean *ret_graphic, gboolean *ret_exists, gint64 deadline,
                                GError **error) {
        g_autofree char *path = g_strdup_printf("/backend/console[%u]", number);
        g_autoptr(GError) local = NULL;
        g_autoptr(JsonNode) device =
                qmp_execute(qmp, "qom-get", qmp_strings("path", path, "property", "device", NULL), deadline, &local);

        *ret_graphic = device && json_node_get_value_type(device) == G_TYPE_STRING && *json_node_get_string(device);
        *ret_exists = !g_error_matches(local, TCK_ERROR, TCK_ERROR_ABSENT);
        if (!local || tck_error_is_refusal(local))
                return TRUE;
        g_propagate_error(error, g_steal_pointer(&local));
        return FALSE;
}

static gboolean find_console(Qmp *qmp, gboolean *ret_found, gint64 deadline, GError **error) {
        gboolean exists = TRUE;

        *ret_found = FALSE;
        for (guint i = 0; exists && !*ret_found && i < CONSOLES_MAX; i++)
                if (!look_at_console(qmp, i, ret_found, &exists, deadline, error))
                        return FALSE;
        return TRUE;
}

/* QEMU reopens a descriptor that it was given, by the number of its set. */
static gboolean dump(Qmp *qmp, int fd, gint64 deadline, GError **error) {
        g_autoptr(JsonNode) added = qmp_execute_with_fd(qmp, "add-fd", NULL, fd, deadline, error);
        gint64 set = tck_json_int(tck_json_node_object(added), "fdset-id", -1);
        g_autofree char *path = g_strdup_printf("/dev/fdset/%" G_GINT64_FORMAT, set);
        JsonObject *removed;
        gboolean good;

        if (!added)
                return FALSE;
        if (set < 0)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "add-fd was not answered with the number of a set");
        good = qmp_do(qmp, "screendump", qmp_strings("filename", path, NULL), deadline, error);
        /* A set that QEMU keeps until the monitor is closed does no harm. */
        removed = json_object_new();
        json_object_set_int_member(removed, "fdset-id", set);
        qmp_do(qmp, "remove-fd", removed, deadline, NULL);
        return good;
}

/* The file belongs to QEMU as well, which might still write to it: it is copied before it is read. */
static guint8 *copy_file(int fd, gsize *ret_length, GError **error) {
        struct stat status;
        g_autofree guint8 *copy = NULL;

        if (fstat(fd, &status) < 0) {
                tck_error_set_errno(error, "cannot read the picture");
                return NULL;
        }
        if (status.st_size > (off_t) TCK_PPM_BYTES_MAX) {
                tck_error_set(error, TCK_ERROR_PROTOCOL, "the picture has %" G_GINT64_FORMAT " bytes",
                              (gint64) status.st_size);
                return NULL;
        }
        *ret_length = (gsize) status.st_size;
        copy = g_malloc(*ret_length + 1);
        if (pread(fd, copy, *ret_length, 0) != (ssize_t) *ret_length) {
                tck_error_set_errno(error, "cannot read the picture");
                return NULL;
        }
        return g_steal_pointer(&copy);
}

static gboolean save(int fd, const char *path, GError **error) {
        gsize length;
        g_autofree guint8 *ppm = copy_file(fd, &length, error);

        return ppm && tck_picture_save_ppm(ppm, length, path, error);
}

/* Makes an unnamed file, with one descriptor to read it, and one to write it: QEMU takes only a descriptor of the access mode that it asks for. */
static gboolean make_file(int *ret_read, int *ret_write, GError **error) {
        g_autofree char *path = NULL;

        *ret_read = memfd_create("screen", MFD_CLOEXEC);
        path = g_strdup_printf("/proc/self/fd/%d", *ret_read);
        *ret_write = *ret_read < 0 ? -1 : open(path, O_WRONLY | O_CLOEXEC);
        return *ret_write >= 0 || tck_error_set_errno(error, "cannot make a file for the picture");
}

gboolean tck_screen_take(Qmp *qmp, const char *path, gint64 deadline, gboolean *ret_taken, GError **error) {
        g_auto(TckFd) read = -1, write = -1;

        *ret_taken = FALSE;
        if (!find_console(qmp, ret_taken, deadline, error))
                return FALSE;
        if (!*ret_taken)
                return TRUE;
        *ret_taken = FALSE;
        *ret_taken = make_file(&read, &write, error) && dump(qmp, write, deadline, error) && save(read, path, error);
        return *ret_taken;
}
