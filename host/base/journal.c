/* SPDX-License-Identifier: BSD-2-Clause */
#include "journal.h"

#include <errno.h>
#include <stdio.h>

#include "error.h"

/* Far more than a run writes; a peer that sends endlessly must not fill the disk. */
static const gint64 BYTES_MAX = 256 << 20;

struct TckJournal {
        char *path;
        FILE *file;
        gint64 began, bytes;
        int failure; /* errno of the first write that failed */
};

TckJournal *tck_journal_create(const char *folder, const char *name, GError **error) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        FILE *file = fopen(path, "we");
        TckJournal *journal;

        if (!file) {
                tck_error_set_errno(error, "cannot create %s", path);
                return NULL;
        }
        journal = g_new0(TckJournal, 1);
        journal->path = g_steal_pointer(&path);
        journal->file = file;
        journal->began = g_get_monotonic_time();
        return journal;
}

/* printf() would use the locale's decimal comma. */
static const char *seconds(const TckJournal *journal, char text[G_ASCII_DTOSTR_BUF_SIZE]) {
        double value = (double) (g_get_monotonic_time() - journal->began) / G_USEC_PER_SEC;

        return g_ascii_formatd(text, G_ASCII_DTOSTR_BUF_SIZE, "%.6f", value);
}

static void note_failure(TckJournal *journal, gboolean failed) {
        if (failed && !journal->failure)
                journal->failure = errno;
}

/* Whether there is room for another line. A missing line is a failure, because the evidence is incomplete. */
static gboolean has_room(TckJournal *journal) {
        if (journal->bytes > BYTES_MAX && !journal->failure)
                journal->failure = EFBIG;
        return journal->bytes <= BYTES_MAX;
}

static void note_written(TckJournal *journal, int length) {
        note_failure(journal, length < 0);
        journal->bytes += MAX(length, 0);
}

void tck_journal_json(TckJournal *journal, const char *members) {
        char now[G_ASCII_DTOSTR_BUF_SIZE];

        if (has_room(journal))
                note_written(journal, fprintf(journal->file, "{\"t\":%s,%s}\n", seconds(journal, now), members));
}

void tck_journal_text(TckJournal *journal, char mark, const char *text) {
        char now[G_ASCII_DTOSTR_BUF_SIZE];

        if (has_room(journal))
                note_written(journal, fprintf(journal->file, "%s %c %s\n", seconds(journal, now), mark, text));
}

gboolean tck_journal_flush(TckJournal *journal, GError **error) {
        note_failure(journal, fflush(journal->file) != 0);
        if (!journal->failure)
                return TRUE;
        errno = journal->failure;
        return tck_error_set_errno(error, "cannot write %s", journal->path);
}

void tck_journal_close(TckJournal *journal) {
        if (!journal)
                return;
        fclose(journal->file);
        g_free(journal->path);
        g_free(journal);
}
