/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a reader of consoles declares: the forms of the lines that one kind of system prints when it crashes. A reader is a file in this
 * folder, reader_NAME.c, with a table of forms and where they are from: no list names it.
 *
 * A form's pattern may have named groups, whose text is then known of the crash: cause, panic, cpu, hexcpu (in hexadecimal), task, pid,
 * system, loaded (it has a crash kernel), ip, frame, offset (of the frame), image (an address in hexadecimal), row and values (of registers: what their names begin
 * with, and one value after the other; a line without a row goes on with the one before it). Without the group that the form is about,
 * the line from its words on is the field: the cause of a report that begins with it, the panic of one that is fatal.
 */
#pragma once

#include "console_line.h"

typedef enum {
        TCK_FORM_BOOT = 1 << 0,  /* the system begins to run */
        TCK_FORM_BEGIN = 1 << 1, /* a report of a failure begins */
        TCK_FORM_MORE = 1 << 2,  /* one begins, unless the first lines of one are being read */
        TCK_FORM_MAYBE = 1 << 3, /* others say so, too: a report counts once another line of this reader has followed */
        TCK_FORM_FATAL = 1 << 4, /* the system gives up: because of its report if there is one, or of this */
        TCK_FORM_FINAL = 1 << 5, /* with FATAL: whatever else is printed, the system does not go on */
        TCK_FORM_CAUSE = 1 << 6, /* it tells the cause better than the line with which the report began */
        TCK_FORM_DETAIL = 1 << 7,    /* it explains the crash, and is kept as it is */
        TCK_FORM_HINT = 1 << 8,      /* the same, if a crash follows within a few lines */
        TCK_FORM_REGISTERS = 1 << 9, /* it has registers, wherever it stands */
        TCK_FORM_TRACE = 1 << 10,    /* a backtrace follows */
        TCK_FORM_FRAME = 1 << 11,    /* an entry of the backtrace that is being read */
        TCK_FORM_GUESS = 1 << 12,    /* an entry that may be left over on the stack: used if there are no others */
        TCK_FORM_LOOSE = 1 << 13,    /* with FRAME: a backtrace of this reader has no heading */
        TCK_FORM_OUT = 1 << 14,      /* the backtrace is over */
        TCK_FORM_PIN = 1 << 15,      /* what follows are consequences of this report */
        TCK_FORM_DONE = 1 << 16,     /* all of this report has been told, though it may still prove to be fatal */
        TCK_FORM_END = 1 << 17,      /* the system has printed its last line */
        /* This boot is one of a crash kernel; a group `outcome` has what came of it. With MORE: only where it is known to be one; with END: it
         * says no more. */
        TCK_FORM_CRASH_KERNEL = 1 << 18,
        TCK_FORM_ANNOUNCE = 1 << 19,  /* with BEGIN or FATAL: another line tells of what */
        TCK_FORM_PROMPT = 1 << 20,    /* the system waits for a person, who may ask it for more */
        TCK_FORM_HAND_OVER = 1 << 21, /* it starts its crash kernel */
} TckFormDoes;

typedef struct {
        const char *words;   /* the line begins with them; "": the pattern says it all */
        guint does;          /* TckFormDoes */
        const char *pattern; /* from the words on; NULL: any */
        guint kind;          /* with BEGIN and MORE: a bit of this reader's, of what kind the failure is */
        guint not_of;        /* of no use to reports of these kinds before they prove to be fatal */
        /* Some words that its lines have, of seven bytes or more; several, of which each line has one, are separated by a '|'. NULL: `words`
         * is such. */
        const char *key;
} TckForm;

/* A form: TCK_LINE("Oops: ", TCK_FORM_MORE, .kind = OOPS). */
#define TCK_LINE(words_, does_, ...) \
        { .words = (words_), .does = (does_), __VA_ARGS__ }

/* The pattern of a register, by one of the names: perhaps a colon, a dash or an equals sign, and hexadecimal digits. */
#define TCK_REGISTERS(names) ".*?\\b(" names ") *+[:=-]?+ *+((?:[0-9a-fA-F]{4}:)?(?:0[xX])?[0-9a-fA-F]{8,16})\\b"

/* Which failures a system gives up of with these words. */
typedef struct {
        const char *panic; /* how the words begin */
        guint kinds;
} TckVerdict;

typedef struct {
        const char *name; /* the system's: "linux" */
        const TckForm *forms;
        gsize n_forms;
        const char *registers; /* TCK_REGISTERS(…); NULL: they are not read */
        const TckVerdict *verdicts;
        gsize n_verdicts;
        guint harmless;   /* the kinds of reports that never tell of a crash unless they prove to be fatal */
        guint survivable; /* the kinds of failures that a system goes on after, as if nothing had been */
        guint lasting;    /* the kinds that it does not recover from, even where it goes on */
} TckReader;

/* Declares a reader: TCK_READER(.name = "linux", TCK_FORMS(forms), ...). */
#define TCK_FORMS(table) .forms = (table), .n_forms = G_N_ELEMENTS(table)
#define TCK_VERDICTS(table) .verdicts = (table), .n_verdicts = G_N_ELEMENTS(table)
#define TCK_READER(...)                                                  \
        static const TckReader reader = {__VA_ARGS__};                   \
        __attribute__((constructor)) static void register_reader(void) { \
                tck_register_console_reader(&reader);                    \
        }

void tck_register_console_reader(const TckReader *reader);

/* All readers: const TckReader *. Owned by the library. */
const GPtrArray *tck_console_readers(void);

/* Whether the line is one of that form; if so, its words, and what its pattern found, NULL if it has none. Free with
 * g_match_info_unref(). */
gboolean tck_form_matches(const TckForm *form, const TckConsoleLine *line, const char **ret_words,
                          GMatchInfo **ret_match);
