/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entries of a journal, as printed by journalctl: in the export format (systemd.io/JOURNAL_EXPORT_FORMATS) or as JSON objects.
 */
#pragma once

#include <glib.h>

/* The used fields of an entry; "" if it has no such field. Values are valid UTF-8. */
typedef struct {
        char *message, *identifier, *transport, *executable; /* MESSAGE, SYSLOG_IDENTIFIER, _TRANSPORT, _COMM */
        gint64 time;                                         /* of the host's clock, in microseconds since 1970 */
        gint64 monotonic;                                    /* since the machine's boot; 0 if it is missing */
        int priority;                                        /* by syslog's numbers; 6 if it is missing */
} TckJournalEntry;

typedef void (*TckJournalFunc)(const TckJournalEntry *entry, gpointer data);

typedef struct TckJournalReader TckJournalReader;

/* The format is that of the first byte. Free with tck_journal_reader_free(). */
TckJournalReader *tck_journal_reader_new(TckJournalFunc func, gpointer data);
void tck_journal_reader_free(TckJournalReader *reader);

/* The next bytes, in pieces of any size. */
void tck_journal_reader_feed(TckJournalReader *reader, const char *bytes, gsize length);

/* There are no more. */
void tck_journal_reader_end(TckJournalReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckJournalReader, tck_journal_reader_free)
