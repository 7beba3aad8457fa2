/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A journal: a file in the results to which lines are added during the run.
 *
 * Writers do not check each line: the first failure (usually a full disk) is kept and reported at the end, because a run
 * with incomplete evidence must not pass. A journal of more than 256 MiB is a failure, too.
 */
#pragma once

#include <glib.h>

typedef struct TckJournal TckJournal;

/* Creates the file in the folder. Seconds in its lines count from now. Free with tck_journal_close(). */
TckJournal *tck_journal_create(const char *folder, const char *name, GError **error);

/* Adds "{"t":SECONDS,<members>}": members is valid JSON text. */
void tck_journal_json(TckJournal *journal, const char *members);

/* Adds "SECONDS MARK TEXT". */
void tck_journal_text(TckJournal *journal, char mark, const char *text);

/* Writes out what is buffered. Fails if this or any earlier write did. */
gboolean tck_journal_flush(TckJournal *journal, GError **error);

/* Flushes and frees; the caller has checked for failures by tck_journal_flush(). NULL is fine. */
void tck_journal_close(TckJournal *journal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckJournal, tck_journal_close)
