/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A journal: a file of the results to which lines are added as things happen.
 *
 * Writers do not check each line: the first failure (a full disk, most likely) is kept and told at the end, because a run
 * whose evidence is incomplete must not be called a pass. So is a journal that grows beyond 256 MiB.
 */
#pragma once

#include <glib.h>

typedef struct TckJournal TckJournal;

/* Creates the file in the folder. Seconds in its lines count from now. Free with tck_journal_close(). */
TckJournal *tck_journal_create(const char *folder, const char *name, GError **error);

/* Adds "{"t":SECONDS,<members>}": members is JSON text that the caller has made. */
void tck_journal_json(TckJournal *journal, const char *members);

/* Adds "SECONDS MARK TEXT". */
void tck_journal_text(TckJournal *journal, char mark, const char *text);

/* Writes out what is buffered. Fails if this or any earlier write did. */
gboolean tck_journal_flush(TckJournal *journal, GError **error);

/* Flushes and frees; a failure to write must have been asked for before. NULL is fine. */
void tck_journal_close(TckJournal *journal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckJournal, tck_journal_close)
