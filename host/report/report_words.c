/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_words.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

/* ---- text ---- */

/* Line and paragraph separators count as printable, and yet end a line for whoever reads YAML. */
static gboolean is_harmless(gunichar c) {
        return g_unichar_isprint(c) && c != 0x2028 && c != 0x2029;
}

static void append_escape(GString *out, gunichar c) {
        if (c == '\n')
                g_string_append(out, "\\n");
        else if (c == '\t')
                g_string_append(out, "\\t");
        else if (c == '\r')
                g_string_append(out, "\\r");
        else if (c < 0x100)
                g_string_append_printf(out, "\\x%02x", c);
        else if (c < 0x10000)
                g_string_append_printf(out, "\\u%04x", c);
        else
                g_string_append_printf(out, "\\U%08x", c);
}

char *tck_escape(const char *text, const char *marks) {
        GString *out = g_string_new(NULL);
        const char *backslash = strchr(marks, '\\') ? "\\\\" : "\\";

        while (text && *text) {
                gunichar c = g_utf8_get_char_validated(text, -1);

                if (c == (gunichar) -1 || c == (gunichar) -2) {
                        g_string_append_printf(out, "%sx%02x", backslash, (guint8) *text++);
                        continue;
                }
                if (c < 0x80 && strchr(marks, (char) c))
                        g_string_append_c(out, '\\');
                if (is_harmless(c))
                        g_string_append_unichar(out, c);
                else
                        append_escape(out, c);
                text = g_utf8_next_char(text);
        }
        return g_string_free(out, FALSE);
}

char *tck_seconds(gint64 microseconds, guint decimals) {
        char format[] = {'%', '.', (char) ('0' + decimals), 'f', '\0'};
        char text[G_ASCII_DTOSTR_BUF_SIZE];

        return g_strdup(g_ascii_formatd(text, sizeof text, format, (double) microseconds / G_USEC_PER_SEC));
}

/* ---- runs ---- */

gboolean tck_run_is_bad(const TckRun *run, TckVerdict verdict) {
        return verdict >= TCK_FAIL || (verdict == TCK_KNOWN && run->strict);
}

const TckClause *tck_broken_clause(const TckResult *result) {
        TckVerdict verdict = tck_result_verdict(result);

        if (verdict == TCK_PASS || verdict == TCK_SKIP || verdict == TCK_ERROR_VERDICT)
                return NULL;
        return tck_find_clause(result->tested->clause);
}

char *tck_run_trouble(const TckRun *run) {
        if (run->failure)
                return g_strdup(run->failure);
        if (run->interrupted)
                return g_strdup_printf("interrupted after %u of %u results", run->results->len, run->planned);
        if (run->results->len < run->planned)
                return g_strdup_printf("%u of %u results never came", run->planned - run->results->len, run->planned);
        return run->results->len ? NULL : g_strdup("nothing was run");
}

void tck_report_no_begin(TckReport *report, const TckRun *run) {
        (void) report;
        (void) run;
}

void tck_report_no_activity(TckReport *report, guint slot, const char *text) {
        (void) report;
        (void) slot;
        (void) text;
}

void tck_report_no_result(TckReport *report, const TckRun *run, const TckResult *result) {
        (void) report;
        (void) run;
        (void) result;
}

/* ---- writing ---- */

void tck_put(FILE *stream, const char *text, int *failure) {
        if ((fputs(text, stream) == EOF || fflush(stream) == EOF) && !*failure)
                *failure = errno;
}

gboolean tck_put_succeeded(int failure, GError **error) {
        if (!failure)
                return TRUE;
        g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "cannot write the report of the run: %s",
                    g_strerror(failure));
        return FALSE;
}

static gboolean write_all(int fd, const char *text, gsize length) {
        while (length) {
                ssize_t n = write(fd, text, length);

                if (n < 0 && errno != EINTR)
                        return FALSE;
                if (n > 0) {
                        text += n;
                        length -= (gsize) n;
                }
        }
        return TRUE;
}

/* Writes and closes; errno tells of a failure. */
static gboolean fill(int fd, const char *text, gsize length, gboolean sync) {
        gboolean good = write_all(fd, text, length) && (!sync || fsync(fd) == 0);
        int cause = errno;

        if (close(fd) < 0 && good)
                return FALSE;
        errno = cause;
        return good;
}

/* A disk that is full may say so only when the data is to reach it, hence the sync before the old file goes. */
static gboolean replace(const char *path, const char *text, gsize length) {
        g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
        int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0666);
        int cause;

        if (fd < 0)
                return FALSE;
        if (fill(fd, text, length, TRUE) && g_rename(temporary, path) == 0)
                return TRUE;
        cause = errno;
        g_unlink(temporary);
        errno = cause;
        return FALSE;
}

static gboolean write_in_place(const char *path, const char *text, gsize length) {
        int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

        return fd >= 0 && fill(fd, text, length, FALSE);
}

gboolean tck_write_file(const char *path, const char *text, gsize length, GError **error) {
        g_autofree char *behind_links = realpath(path, NULL);
        struct stat status;
        gboolean good;

        if (stat(path, &status) < 0 || (S_ISREG(status.st_mode) && behind_links))
                good = replace(behind_links ? behind_links : path, text, length);
        else
                good = write_in_place(path, text, length);
        if (!good)
                g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "cannot write %s: %s", path, g_strerror(errno));
        return good;
}
