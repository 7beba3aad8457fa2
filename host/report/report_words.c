/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_words.h"

#include <errno.h>
#include <string.h>

#include "error.h"
#include "file.h"

/* ---- text ---- */

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
        if (tck_run_lacks(run))
                return g_strdup_printf("nothing was run for %s: %s", tck_run_lacks(run)->arch,
                                       tck_run_lacks(run)->missing);
        if (run->results->len < run->planned)
                return g_strdup_printf("%u of %u results are missing", run->planned - run->results->len, run->planned);
        return run->results->len ? NULL : g_strdup("nothing was run");
}

/* ---- writing ---- */

void tck_put(FILE *stream, const char *text, int *failure) {
        if ((fputs(text, stream) == EOF || fflush(stream) == EOF) && !*failure)
                *failure = errno;
}

gboolean tck_put_succeeded(int failure, GError **error) {
        if (!failure)
                return TRUE;
        errno = failure;
        return tck_error_set_errno(error, "cannot write the report of the run");
}

/* ---- reports that are files ---- */

typedef struct {
        TckReport report;
        char *path;
        char *(*compose)(const TckRun *run);
} File;

static gboolean file_end(TckReport *report, const TckRun *run, GError **error) {
        const File *file = (const File *) report;
        g_autofree char *text = file->compose(run);

        if (text)
                return tck_write_file(file->path, text, strlen(text), error);
        return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "cannot compose %s", file->path);
}

static void file_free(TckReport *report) {
        File *file = (File *) report;

        g_free(file->path);
        g_free(file);
}

TckReport *tck_report_file_new(const char *path, char *(*compose)(const TckRun *run)) {
        File *file = g_new0(File, 1);

        *file = (File){{.end = file_end, .free = file_free}, g_strdup(path), compose};
        return &file->report;
}
