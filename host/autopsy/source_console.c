/* SPDX-License-Identifier: BSD-2-Clause */
/* A guest's console, of any system that host/console has a reader for. */
#include "console_reading.h"
#include "error.h"
#include "source.h"

static TckSure recognise(const char *head, gsize length) {
        return length && tck_head_is_text(head, length) ? TCK_SURE_FALLBACK : TCK_SURE_NOT;
}

static gboolean read_console(TckFindings *findings, TckInput *input, GError **error) {
        g_autoptr(TckConsoleReading) reading = tck_console_reading_new(findings, tck_input_name(input));
        GError *trouble = NULL;
        const char *piece;
        gsize length;

        tck_console_reading_written(reading, tck_input_written(input));
        while ((piece = tck_input_read(input, &length, &trouble)))
                tck_console_reading_feed(reading, piece, length);
        if (!tck_console_reading_end(reading, TRUE) && !trouble)
                tck_error_set(&trouble, TCK_ERROR_PROTOCOL,
                              "%s is a file of an unknown kind: neither a log, a record, a core nor a console of a "
                              "known system",
                              tck_input_name(input));
        if (!trouble)
                return TRUE;
        g_propagate_error(error, trouble);
        return FALSE;
}

TCK_SOURCE(.name = "console", .what = "a guest's console", .recognise = recognise, .read = read_console)
