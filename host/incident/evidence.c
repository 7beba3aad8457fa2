/* SPDX-License-Identifier: BSD-2-Clause */
#include "evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

enum { TAIL_LINES = 20, TAIL_BYTES = 8192, OOPS_BYTES = 256 << 10, TRIES = 1000 };

/* What a file's name may have of a guest's. */
static char *plain_name(const char *guest) {
        char *name = g_path_get_basename(guest);

        return g_strcanon(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.", '_');
}

char *tck_evidence_create(const char *parent, const TckIncident *incident, GError **error) {
        g_autofree char *time = g_date_time_format(incident->time, "%Y%m%dT%H%M%S.%f");
        g_autofree char *guest = plain_name(incident->guest);
        int failure = 0;

        if (g_mkdir_with_parents(parent, 0755) < 0)
                failure = errno;
        for (guint i = 1; !failure && i < TRIES; i++) {
                g_autofree char *more = i > 1 ? g_strdup_printf(".%u", i) : g_strdup("");
                g_autofree char *name =
                        g_strdup_printf("%s-%s-%s%s", time, guest, tck_incident_kind_name(incident->kind), more);
                g_autofree char *path = g_build_filename(parent, name, NULL);

                if (mkdir(path, 0755) == 0)
                        return g_steal_pointer(&path);
                if (errno != EEXIST)
                        failure = errno;
        }
        g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "cannot make a folder for an incident in %s: %s", parent,
                    g_strerror(failure ? failure : EEXIST));
        return NULL;
}

gboolean tck_evidence_write(const char *directory, const TckIncident *incident, GError **error) {
        g_autofree char *path = g_build_filename(directory, "incident.json", NULL);
        g_autofree char *text = tck_incident_to_json(incident);

        return g_file_set_contents_full(path, text, (gssize) strlen(text), G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

/* ---- the console ---- */

static gboolean copy(int from, int to, guint64 *ret_bytes) {
        char buffer[65536];
        ssize_t n;

        *ret_bytes = 0;
        while ((n = read(from, buffer, sizeof buffer)) > 0) {
                if (write(to, buffer, (size_t) n) != n)
                        return FALSE;
                *ret_bytes += (guint64) n;
        }
        return n == 0;
}

/* The last lines of the text, from a line's beginning where there is one. Its NULs are shown as what they are not. */
static char *last_lines(char *text, gsize length) {
        gsize begin = length;
        guint lines = 0;

        for (gsize i = 0; i < length; i++)
                if (!text[i])
                        text[i] = '?';
        while (begin && (text[begin - 1] != '\n' || begin == length || ++lines < TAIL_LINES))
                begin--;
        return g_utf8_make_valid(text + begin, (gssize) (length - begin));
}

/* The last bytes of a file, of those behind a place. Free with g_free(). */
static char *read_end(int fd, guint64 size, guint64 from, gsize most, gsize *ret_length) {
        gsize length = (gsize) MIN(size > from ? size - from : 0, most);
        char *text = g_malloc(length + 1);
        ssize_t n = pread(fd, text, length, (off_t) (size - length));

        *ret_length = n > 0 ? (gsize) n : 0;
        return text;
}

static char *read_tail(int fd, guint64 size) {
        gsize length;
        g_autofree char *text = read_end(fd, size, 0, TAIL_BYTES, &length);

        return last_lines(text, length);
}

static TckOops *read_oops(int fd, guint64 size, guint64 from) {
        gsize length;
        g_autofree char *text = read_end(fd, size, from, OOPS_BYTES, &length);

        return tck_oops_parse(text, length);
}

void tck_evidence_read_console(const char *console, TckIncident *incident) {
        int fd = open(console, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        struct stat status;

        if (fd < 0)
                return;
        if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
                incident->console = g_strdup(console);
                incident->console_bytes = (guint64) status.st_size;
                incident->console_tail = read_tail(fd, incident->console_bytes);
                incident->oops = read_oops(fd, incident->console_bytes, 0);
        }
        close(fd);
}

TckOops *tck_evidence_oops(const char *console, guint64 from) {
        int fd = open(console, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        TckOops *oops = NULL;
        struct stat status;

        if (fd < 0)
                return NULL;
        if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
                oops = read_oops(fd, (guint64) status.st_size, from);
        close(fd);
        return oops;
}

gboolean tck_evidence_keep_console(const char *directory, const char *console, guint64 boot, TckIncident *incident,
                                   GError **error) {
        g_autofree char *path = g_build_filename(directory, "console.log", NULL);
        /* Whatever was named as a console: a FIFO must not hold us up. */
        int from = open(console, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        int to = from < 0 ? -1 : open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        gboolean good = to >= 0 && copy(from, to, &incident->console_bytes);

        if (good) {
                incident->console = g_strdup(path);
                incident->console_tail = read_tail(to, incident->console_bytes);
                incident->oops = read_oops(to, incident->console_bytes, boot);
        } else {
                g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "cannot keep the console %s: %s", console,
                            g_strerror(errno));
        }
        if (to >= 0)
                close(to);
        if (from >= 0)
                close(from);
        return good;
}
