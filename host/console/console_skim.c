/* SPDX-License-Identifier: BSD-2-Clause */
#include "console_skim.h"

#include <string.h>

#include "console_reader.h"

/*
 * Of the words of each form, the seven bytes that a log has least give four marks, each of four bytes. The hashes of the marks are a set,
 * in which the four bytes at every fourth place of the console are looked up: that is enough to meet one of the four marks. Where one is
 * met, the words around it are compared.
 */
enum { MARK = 4, STRIDE = 4, SPAN = STRIDE + MARK - 1, HASH_BITS = 16 };

enum {
        SOUGHT = TCK_FORM_BOOT | TCK_FORM_BEGIN | TCK_FORM_MORE | TCK_FORM_FATAL | TCK_FORM_CRASH_KERNEL |
                 TCK_FORM_PIN | TCK_FORM_END
};

struct words {
        const struct words *next; /* others with the same hash */
        const char *text;
        gsize length;
        gsize mark; /* where in them that is */
};

static guint8 has_mark[1 << HASH_BITS];
static const struct words *words_of[1 << HASH_BITS];

static guint hash(const char *bytes) {
        guint32 mark;

        memcpy(&mark, bytes, sizeof mark);
        return (mark * 2654435761u) >> (32 - HASH_BITS);
}

/* How rarely a log has this character, roughly. */
static guint rarity(char character) {
        if (strchr("etaoinsr", character))
                return 1;
        if (g_ascii_islower(character) || strchr(" :[].", character))
                return 2;
        return g_ascii_isdigit(character) ? 2 : 4;
}

/* Where in the words their rarest part begins. */
static gsize find_span(const char *words) {
        gsize best = 0;
        guint best_score = 0;

        for (gsize at = 0; at + SPAN <= strlen(words); at++) {
                guint score = 0;

                for (guint i = 0; i < SPAN; i++)
                        score += rarity(words[at + i]);
                if (score > best_score) {
                        best = at;
                        best_score = score;
                }
        }
        return best;
}

static void add_mark(const char *text, gsize mark) {
        struct words *words = g_new(struct words, 1);
        guint slot = hash(text + mark);

        *words = (struct words){.next = words_of[slot], .text = text, .length = strlen(text), .mark = mark};
        words_of[slot] = words;
        has_mark[slot] = 1;
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
        for (guint i = 0; i < readers->len; i++) {
                const TckReader *reader = readers->pdata[i];

                for (gsize j = 0; j < reader->n_forms; j++)
                        add_form(&reader->forms[j]);
        }
        g_once_init_leave(&done, 1);
}

/* Whether words with the mark at this place are around it. Those that may go on behind the end are. */
static gboolean has_words(const char *bytes, const char *end, const char *at) {
        for (const struct words *words = words_of[hash(at)]; words; words = words->next) {
                const char *from = at - words->mark;

                if (words->mark <= (gsize) (at - bytes) &&
                    memcmp(from, words->text, MIN(words->length, (gsize) (end - from))) == 0)
                        return TRUE;
        }
        return FALSE;
}

const char *tck_console_skim(const char *bytes, gsize length) {
        const char *end = bytes + length;

        add_all_forms();
        for (const char *at = bytes; at + MARK <= end; at += STRIDE)
                if (G_UNLIKELY(has_mark[hash(at)]) && has_words(bytes, end, at))
                        return at;
        return NULL;
}
