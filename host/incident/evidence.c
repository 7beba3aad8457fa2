/* SPDX-License-Identifier: BSD-2-Clause */
#include "evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"

enum { TAIL_LINES = 20, TAIL_BYTES = 8192, PIECE_BYTES = 64 << 10, TRIES = 1000, NAME_MAX_BYTES = 128 };

/* Only the owner may read what a guest printed, whatever the umask. */
enum { FOLDER_MODE = 0700, FILE_MODE = 0600 };

/* Makes a guest's name part of a file name. */
static char *plain_name(const char *guest) {
        g_autofree char *base = g_path_get_basename(guest);
        char *name = g_strndup(base, NAME_MAX_BYTES);

        return g_strcanon(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.", '_');
}

/* The parent is created with the first incident. */
static gboolean make_below(const char *parent, const char *path) {
        return g_mkdir_with_parents(parent, FOLDER_MODE) == 0 && mkdir(path, FOLDER_MODE) == 0;
}

char *tck_evidence_create(const char *parent, const TckIncident *incident, GError **error) {
        g_autofree char *time = g_date_time_format(incident->time, "%Y%m%dT%H%M%S.%f");
        g_autofree char *guest = plain_name(incident->guest);
        int failure = 0;

        for (guint i = 1; !failure && i < TRIES; i++) {
                g_autofree char *more = i > 1 ? g_strdup_printf(".%u", i) : g_strdup("");
                g_autofree char *name =
                        g_strdup_printf("%s-%s-%s%s", time, guest, tck_incident_kinds[incident->kind].name, more);
                g_autofree char *path = g_build_filename(parent, name, NULL);

                if (mkdir(path, FOLDER_MODE) == 0 || (errno == ENOENT && make_below(parent, path)))
                        return g_steal_pointer(&path);
                if (errno != EEXIST)
                        failure = errno;
        }
        errno = failure ? failure : EEXIST;
        tck_error_set_errno(error, "cannot make a folder for an incident in %s", parent);
        return NULL;
}

/* A new name is on disk only after its folder was synced. */
static gboolean sync_folder(const char *directory) {
        g_auto(TckFd) fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        return fd >= 0 && fsync(fd) == 0;
}

/* Renames the written file. If it replaces another, it is synced first; otherwise afterwards, so that it can be seen as soon as possible. */
static gboolean publish(int fd, const char *text, const char *temporary, const char *path) {
        gboolean first = access(path, F_OK) != 0;

        return tck_write_fully(fd, text, strlen(text)) && (first || fsync(fd) == 0) && rename(temporary, path) == 0 &&
               (!first || fsync(fd) == 0);
}

gboolean tck_evidence_write(const char *directory, const TckIncident *incident, GError **error) {
        g_autofree char *path = g_build_filename(directory, "incident.json", NULL);
        g_autofree char *temporary = g_strconcat(path, ".new", NULL), *text = tck_incident_to_json(incident);
        int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
        gboolean good = fd >= 0 && publish(fd, text, temporary, path);

        /* Some file systems report a full disk only when the file is closed. */
        if (fd >= 0 && close(fd) == 0 && good && sync_folder(directory))
                return TRUE;
        tck_error_set_errno(error, "%s", path);
        if (fd >= 0)
                unlink(temporary);
        return FALSE;
}

/* ---- the console ---- */

/* Copies up to `most` bytes from the offset. */
static gboolean copy(int from, guint64 offset, int to, guint64 most, guint64 *ret_bytes) {
        off_t place = (off_t) offset;
        ssize_t n;

        *ret_bytes = 0;
        while ((n = sendfile(to, from, &place, most - *ret_bytes)) > 0)
                *ret_bytes += (guint64) n;
        return n == 0;
}

/* NULs are replaced. */
char *tck_evidence_last_lines(char *text, gsize length) {
        gsize begin = length;
        guint lines = 0;

        for (gsize i = 0; i < length; i++)
                if (!text[i])
                        text[i] = '?';
        while (begin && (text[begin - 1] != '\n' || begin == length || ++lines < TAIL_LINES))
                begin--;
        return g_utf8_make_valid(text + begin, (gssize) (length - begin));
}

/* Reads the last bytes of a file, at most those after `from`. Free with g_free(). */
static char *read_end(int fd, guint64 size, guint64 from, gsize most, gsize *ret_length) {
        gsize length = (gsize) MIN(size > from ? size - from : 0, most);
        char *text = g_malloc(length + 1);
        ssize_t n = pread(fd, text, length, (off_t) (size - length));

        *ret_length = n > 0 ? (gsize) n : 0;
        return text;
}

static char *read_tail(int fd, guint64 size, guint64 from) {
        gsize length;
        g_autofree char *text = read_end(fd, size, from, TAIL_BYTES, &length);

        return tck_evidence_last_lines(text, length);
}

/* Feeds a part of the file to the parser. Returns the offset at which it stopped. */
static guint64 feed(TckConsoleParser *parser, int fd, guint64 from, guint64 to) {
        char piece[PIECE_BYTES];
        ssize_t n;

        while (from < to && (n = pread(fd, piece, MIN(to - from, sizeof piece), (off_t) from)) > 0) {
                tck_console_parser_feed(parser, piece, (gsize) n);
                from += (guint64) n;
        }
        return from;
}

static TckOops *read_oops(int fd, guint64 size, guint64 from) {
        g_autoptr(TckConsoleParser) parser = tck_console_parser_new();

        feed(parser, fd, from, size);
        return tck_console_parser_end(parser);
}

void tck_evidence_read_console(const char *path, TckIncident *incident) {
        TckConsole *console = &incident->console;
        guint64 size;
        g_auto(TckFd) fd = tck_open_regular(path, &size);

        if (fd < 0)
                return;
        *console = (TckConsole){.file = g_strdup(path), .bytes = size, .source = g_strdup(path), .end = size};
        console->tail = read_tail(fd, size, 0);
        incident->oops = read_oops(fd, size, 0);
}

void tck_evidence_feed(const char *console, TckConsoleParser *parser, guint64 *place) {
        guint64 size;
        g_auto(TckFd) fd = tck_open_regular(console, &size);

        if (fd >= 0)
                *place = feed(parser, fd, *place, size);
}

TckOops *tck_evidence_oops(const char *console) {
        guint64 size;
        g_auto(TckFd) fd = tck_open_regular(console, &size);

        return fd < 0 ? NULL : read_oops(fd, size, 0);
}

guint64 tck_evidence_console_size(const char *path) {
        struct stat status;

        return path && stat(path, &status) == 0 && S_ISREG(status.st_mode) ? (guint64) status.st_size : 0;
}

guint64 tck_evidence_console_bytes(const char *path, guint64 boot) {
        guint64 size = tck_evidence_console_size(path);

        return MIN(boot < size ? size - boot : size, TCK_CONSOLE_KEPT);
}

/* Copies the part of an open console from console->offset to console->end. */
static gboolean keep(int from, const char *source, const char *directory, TckConsole *console, GError **error) {
        g_autofree char *path = g_build_filename(directory, "console.log", NULL);
        int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
        gboolean good = to >= 0 && copy(from, console->offset, to, console->end - console->offset, &console->bytes);

        if (to >= 0 && close(to) == 0 && good) {
                console->file = g_steal_pointer(&path);
                return TRUE;
        }
        tck_error_set_errno(error, "cannot keep the console %s", source);
        if (to >= 0)
                unlink(path);
        return FALSE;
}

gboolean tck_evidence_copy_console(const char *directory, const char *path, TckIncident *incident, GError **error) {
        TckConsole *console = &incident->console;
        guint64 size;
        g_auto(TckFd) from = tck_open_regular(path, &size);

        if (from < 0)
                return tck_error_set_errno(error, "cannot keep the console %s", path);
        g_clear_pointer(&console->file, g_free);
        console->offset = size > TCK_CONSOLE_KEPT ? size - TCK_CONSOLE_KEPT : 0;
        console->end = size;
        return keep(from, path, directory, console, error);
}

gboolean tck_evidence_keep_console(const char *directory, const char *path, guint64 boot, TckIncident *incident,
                                   GError **error) {
        TckConsole *console = &incident->console;
        guint64 size;
        g_auto(TckFd) from = tck_open_regular(path, &size);

        if (from < 0)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "cannot keep the console %s: %s", path,
                                     errno == EINVAL ? "it is not a regular file" : g_strerror(errno));
        tck_incident_forget_console(incident);
        /* A file that is shorter than before was rewritten. */
        boot = boot <= size ? boot : 0;
        *console = (TckConsole){.source = g_canonicalize_filename(path, NULL),
                                .boot = boot,
                                .offset = MAX(boot, size > TCK_CONSOLE_KEPT ? size - TCK_CONSOLE_KEPT : 0),
                                .end = size};
        console->tail = read_tail(from, size, boot);
        incident->oops = read_oops(from, size, boot);
        return keep(from, path, directory, console, error);
}
