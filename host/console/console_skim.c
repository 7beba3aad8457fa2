/* SPDX-License-Identifier: BSD-2-Clause */
#include "console_skim.h"

#include <string.h>

#include "console_reader.h"

/*
 * Seven bytes of each form's words, the ones rarest in a log, contain four marks of four bytes each. The hashes of all marks are
 * a set. The four bytes at every fourth position of the console are looked up in it, which finds one of the four marks wherever
 * the words begin. At a hit, the words around it are compared.
 */
enum { MARK = 4, STRIDE = 4, SPAN = STRIDE + MARK - 1, HASH_BITS = 16, HEAD_BITS = 11 };

enum {
        SOUGHT = TCK_FORM_BOOT | TCK_FORM_BEGIN | TCK_FORM_MORE | TCK_FORM_FATAL | TCK_FORM_CRASH_KERNEL |
                 TCK_FORM_PIN | TCK_FORM_END
};

struct words {
        const struct words *next; /* the next one whose marks have the same high bits in their hash */
        guint32 mark, first;      /* the mark, and the first four bytes of the words */
        guint place;              /* the offset of the mark in the words */
        const char *text;
        gsize length;
};

/* Flags of a mark's hash. */
enum { SOUGHT_MARK = 1, COMMON = 2 };

static guint8 marks[1 << HASH_BITS];
static const struct words *heads[1 << HEAD_BITS]; /* by the high bits of the hash */

static guint32 mark_at(const char *bytes) {
        guint32 mark;

        memcpy(&mark, bytes, sizeof mark);
        return mark;
}

static guint hash(guint32 mark) {
        return (mark * 2654435761u) >> (32 - HASH_BITS);
}

/* Nonzero if there may be a mark. */
static guint may_be_mark(const char *bytes) {
        return marks[hash(mark_at(bytes))];
}

/* A rough estimate of how rare the character is in a log. */
static guint rarity(char character) {
        if (g_ascii_isdigit(character))
                return 0;
        if (strchr(" etaoinsrl:.[]", character))
                return 1;
        if (strchr("dcupmgf", character))
                return 2;
        return g_ascii_islower(character) ? 4 : 5;
}

/* Marks that are frequent in nearly every log; without a NUL. */
static const char common_marks[][MARK] = {
        "    ", "ing ", "able", "ter ", "ered", "regi", "tabl", "ble ", "tion", "red ", "for ", " for",
        "ting", "init", " to ", " lin", " res", "ted ", "line", " con", "lock", " ent", "emor", "mory",
        "urce", " mem", "ion ", " pro", "serv", "erve", "eser", "memo", "sing", " CPU", "nabl", "ated",
        "er: ", " the", "erne", "rnel", "nel ", "kern", " typ", "type", "data", "ata ", "file", " mod",
        "oot ", "ent ", "ment", "ype ", "Linu", "inux", "nux ", "fail", "aile", "iled", "anic", "pani",
        "boot", "faul", "ault", "nter", "ster", "cpu ", "CPU ", "BIOS", "erva", "vice", "devi", "evic"};

static gboolean is_common(const char *mark) {
        return (marks[hash(mark_at(mark))] & COMMON) != 0;
}

static int score_of(const char *span) {
        const int common = 8;
        int score = 0;

        for (guint i = 0; i < SPAN; i++)
                score += (int) rarity(span[i]);
        for (guint i = 0; i < STRIDE; i++)
                score -= is_common(span + i) ? common : 0;
        return score;
}

/* The offset of the rarest part of the words. */
static gsize find_span(const char *words) {
        gsize best = 0;
        int best_score = G_MININT;

        for (gsize at = 0; at + SPAN <= strlen(words); at++) {
                int score = score_of(words + at);

                if (score > best_score) {
                        best = at;
                        best_score = score;
                }
        }
        return best;
}

static const struct words **head_of(guint32 mark) {
        return &heads[hash(mark) >> (HASH_BITS - HEAD_BITS)];
}

static void add_mark(const char *text, gsize place) {
        struct words *words = g_new(struct words, 1);
        guint32 mark = mark_at(text + place);

        *words = (struct words){.next = *head_of(mark),
                                .mark = mark,
                                .first = mark_at(text),
                                .place = (guint) place,
                                .text = text,
                                .length = strlen(text)};
        *head_of(mark) = words;
        marks[hash(mark)] |= SOUGHT_MARK;
}

static void add_form(const TckForm *form) {
        g_auto(GStrv) keys = g_strsplit(form->key ? form->key : form->words, "|", -1);

        for (char **key = keys; form->does & SOUGHT && *key; key++)
                for (gsize i = 0, span = find_span(*key); strlen(*key) >= SPAN && i < STRIDE; i++)
                        add_mark(g_intern_string(*key), span + i);
}

static void add_all_forms(void) {
        static gsize done;
        const GPtrArray *readers = tck_console_readers();

        if (!g_once_init_enter(&done))
                return;
        for (gsize i = 0; i < G_N_ELEMENTS(common_marks); i++)
                marks[hash(mark_at(common_marks[i]))] |= COMMON;
        for (guint i = 0; i < readers->len; i++) {
                const TckReader *reader = readers->pdata[i];

                for (gsize j = 0; j < reader->n_forms; j++)
                        add_form(&reader->forms[j]);
        }
        g_once_init_leave(&done, 1);
}

/* Whether words with the mark at this position are around it. Words that are cut off by the end count. */
static gboolean has_words(const char *bytes, const char *end, const char *at) {
        guint32 mark = mark_at(at);

        for (const struct words *words = *head_of(mark); words; words = words->next) {
                const char *from = at - words->place;

                if (words->mark == mark && words->place <= (gsize) (at - bytes) && mark_at(from) == words->first &&
                    memcmp(from, words->text, MIN(words->length, (gsize) (end - from))) == 0)
                        return TRUE;
        }
        return FALSE;
}

/* The first of `places` positions at which there are words; NULL if there is none. */
static const char *look_closer(const char *bytes, const char *end, const char *at, guint places) {
        for (guint i = 0; i < places; i++, at += STRIDE)
                if (may_be_mark(at) & SOUGHT_MARK && has_words(bytes, end, at))
                        return at;
        return NULL;
}

const char *tck_console_skim(const char *bytes, gsize length) {
        const char *end = bytes + length, *at = bytes, *hit = NULL;

        add_all_forms();
        /* One branch for four positions, of which hardly any is a mark. */
        for (; !hit && end - at >= 4 * STRIDE; at += 4 * STRIDE)
                if (G_UNLIKELY((may_be_mark(at) | may_be_mark(at + STRIDE) | may_be_mark(at + 2 * STRIDE) |
                                may_be_mark(at + 3 * STRIDE)) &
                               SOUGHT_MARK))
                        hit = look_closer(bytes, end, at, 4);
        return hit ? hit : look_closer(bytes, end, at, (guint) (end - at) / STRIDE);
}

/* ---- lines ---- */

static gboolean ends_line(char byte) {
        return byte == '\n' || byte == '\r';
}

const char *tck_console_line_end(const char *at, const char *end) {
        while (at < end && !ends_line(*at))
                at++;
        return at < end ? at + 1 : end;
}

const char *tck_console_skim_lines(TckConsoleLines *lines, const char *bytes, const char *end, guint before) {
        const char *hit = tck_console_skim(bytes, (gsize) (end - bytes)), *from = hit ? hit : end;
        const char *stop = hit ? tck_console_line_end(hit, end) : end;
        guint count = 0, most = hit ? before : 1;

        while (from > bytes && (!ends_line(from[-1]) || ++count <= most))
                from--;
        tck_console_lines_skip(lines, bytes, (gsize) (from - bytes));
        tck_console_lines_feed(lines, from, (gsize) (stop - from));
        return stop;
}
