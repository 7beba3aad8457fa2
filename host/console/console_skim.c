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
        struct words *next; /* others with the same mark */
        const char *text;
        gsize length;
        gsize mark; /* where in them that is */
};

static guint8 marks[1 << (HASH_BITS - 3)]; /* a bit for each hash */
static GHashTable *words_of;               /* the mark, as a number → struct words */

static guint32 mark_at(const char *bytes) {
        guint32 mark;

        memcpy(&mark, bytes, sizeof mark);
        return mark;
}

static guint hash(guint32 mark) {
        return (mark * 2654435761u) >> (32 - HASH_BITS);
}

static gboolean is_mark(const char *bytes) {
        guint slot = hash(mark_at(bytes));

        return marks[slot / 8] >> slot % 8 & 1;
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
        gpointer key = GUINT_TO_POINTER(mark_at(text + mark));
        guint slot = hash(mark_at(text + mark));

        *words = (struct words){
                .next = g_hash_table_lookup(words_of, key), .text = text, .length = strlen(text), .mark = mark};
        g_hash_table_insert(words_of, key, words);
        marks[slot / 8] |= 1 << slot % 8;
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
        words_of = g_hash_table_new(NULL, NULL);
        for (guint i = 0; i < readers->len; i++) {
                const TckReader *reader = readers->pdata[i];

                for (gsize j = 0; j < reader->n_forms; j++)
                        add_form(&reader->forms[j]);
        }
        g_once_init_leave(&done, 1);
}

/* Whether words with the mark at this place are around it. Those that may go on behind the end are. */
static gboolean has_words(const char *bytes, const char *end, const char *at) {
        const struct words *words = g_hash_table_lookup(words_of, GUINT_TO_POINTER(mark_at(at)));

        for (; words; words = words->next) {
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
                if (G_UNLIKELY(is_mark(at)) && has_words(bytes, end, at))
                        return at;
        return NULL;
}
