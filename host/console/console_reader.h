/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The declaration of a console reader: the forms of the lines that one kind of system prints when it crashes. A reader is a file in this
 * folder, reader_NAME.c, with a table of forms and their sources; there is no list to edit.
 *
 * A form's pattern may have named groups, which set facts about the crash: cause, panic, cpu, hexcpu (in hexadecimal), task, pid,
 * system, loaded (there is a crash kernel), ip, frame, offset (of the frame), image (an address in hexadecimal), row and values (of registers: the prefix of their names,
 * and a list of values; a line without a row continues the previous one). Without the group that the form is about,
 * the line, starting with the form's words, is the fact: the cause for a form that begins a report, the panic for a fatal one.
 */
#pragma once

#include "console_line.h"

typedef enum {
        TCK_FORM_BOOT = 1 << 0,  /* the system starts */
        TCK_FORM_BEGIN = 1 << 1, /* a report of a failure begins */
        TCK_FORM_MORE = 1 << 2,  /* a report begins, unless the first lines of one are being read */
        TCK_FORM_MAYBE =
                1
                << 3, /* other systems print this, too: the report counts once another line of this reader has followed */
        TCK_FORM_FATAL =
                1 << 4, /* the system stops: because of the current report if there is one, or because of this line */
        TCK_FORM_FINAL = 1 << 5,     /* with FATAL: the system does not go on, whatever else it prints */
        TCK_FORM_CAUSE = 1 << 6,     /* it describes the cause better than the line with which the report began */
        TCK_FORM_DETAIL = 1 << 7,    /* it explains the crash, and is kept unchanged */
        TCK_FORM_HINT = 1 << 8,      /* the same, if a crash follows within a few lines */
        TCK_FORM_REGISTERS = 1 << 9, /* it has registers, in any report */
        TCK_FORM_TRACE = 1 << 10,    /* a backtrace follows */
        TCK_FORM_FRAME = 1 << 11,    /* an entry of the backtrace that is being read */
        TCK_FORM_GUESS = 1 << 12,    /* an entry that may be left over on the stack: used if there are no others */
        TCK_FORM_LOOSE = 1 << 13,    /* with FRAME: a backtrace of this reader has no heading */
        TCK_FORM_OUT = 1 << 14,      /* the backtrace has ended */
        TCK_FORM_PIN = 1 << 15,      /* later failures are consequences of this report */
        TCK_FORM_DONE = 1 << 16,     /* the report is complete, though it may still prove to be fatal */
        TCK_FORM_END = 1 << 17,      /* the system has printed its last line */
        /* This boot is that of a crash kernel; a group `outcome` has its result. With MORE: only if it is known to be one; with END: it
         * prints nothing more. */
        TCK_FORM_CRASH_KERNEL = 1 << 18,
        TCK_FORM_ANNOUNCE = 1 << 19,  /* with BEGIN or FATAL: another line has the cause */
        TCK_FORM_PROMPT = 1 << 20,    /* the system waits for a person's input */
        TCK_FORM_HAND_OVER = 1 << 21, /* it starts its crash kernel */
} TckFormDoes;

typedef struct {
        const char *words;   /* the line begins with them; "": only the pattern counts */
        guint does;          /* TckFormDoes */
        const char *pattern; /* for the line, starting with the words; NULL: any */
        guint kind;          /* with BEGIN and MORE: the kind of the failure, a bit defined by the reader */
        guint not_of;        /* ignored by reports of these kinds until they prove to be fatal */
        /* A text of seven bytes or more that all its lines contain; alternatives are separated by '|'. NULL: `words`
         * is such a text. */
        const char *key;
} TckForm;

/* A form: TCK_LINE("Oops: ", TCK_FORM_MORE, .kind = OOPS). */
#define TCK_LINE(words_, does_, ...) \
        { .words = (words_), .does = (does_), __VA_ARGS__ }

/* The pattern of a register with one of the names: optionally a colon, a dash or an equals sign, and hexadecimal digits. */
#define TCK_REGISTERS(names) ".*?\\b(" names ") *+[:=-]?+ *+((?:[0-9a-fA-F]{4}:)?(?:0[xX])?[0-9a-fA-F]{8,16})\\b"

/* The failures that are the cause of a stop with these words. */
typedef struct {
        const char *panic; /* the beginning of the words */
        guint kinds;
} TckVerdict;

typedef struct {
        const char *name; /* the system's: "linux" */
        const TckForm *forms;
        gsize n_forms;
        const char *registers; /* TCK_REGISTERS(…); NULL: they are not read */
        const TckVerdict *verdicts;
        gsize n_verdicts;
        guint harmless;   /* the kinds of reports that are not a crash unless they prove to be fatal */
        guint survivable; /* the kinds of failures after which a system goes on normally */
        guint lasting;    /* the kinds from which it does not recover, even if it goes on */
} TckReader;

/* Registers a reader: TCK_READER(.name = "linux", TCK_FORMS(forms), ...). */
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

/* Whether the line has that form; if so, its words, and the pattern's match, NULL without a pattern. Free with
 * g_match_info_unref(). */
gboolean tck_form_matches(const TckForm *form, const TckConsoleLine *line, const char **ret_words,
                          GMatchInfo **ret_match);
