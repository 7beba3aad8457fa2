/* SPDX-License-Identifier: BSD-2-Clause */
#include "spans.h"

#include <stdlib.h>

/* A range of addresses up to the next piece, all in the same span or in none. */
typedef struct {
        guint64 begin;
        guint number; /* NO_SPAN if they are in none */
} Piece;

enum { NO_SPAN = G_MAXUINT32 };

struct TckSpans {
        GArray *pieces; /* sorted by address; the last is in no span */
};

/* The beginning or the end of a span. */
typedef struct {
        guint64 at;
        guint number;
        gboolean begins;
} Border;

static int compare_borders(gconstpointer a, gconstpointer b) {
        const Border *left = a, *right = b;

        return left->at < right->at ? -1 : left->at > right->at;
}

static GArray *list_borders(const TckSpan *spans, guint count) {
        GArray *borders = g_array_new(FALSE, FALSE, sizeof(Border));

        for (guint i = 0; i < count; i++) {
                const Border ends[] = {{spans[i].begin, i, TRUE}, {spans[i].begin + spans[i].length, i, FALSE}};

                if (spans[i].length)
                        g_array_append_vals(borders, ends, G_N_ELEMENTS(ends));
        }
        g_array_sort(borders, compare_borders);
        return borders;
}

static int compare_numbers(gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer unused) {
        guint left = GPOINTER_TO_UINT(a), right = GPOINTER_TO_UINT(b);

        return left < right ? -1 : left > right;
}

/* Where spans overlap, the one with the lowest number is used. */
static guint winner(GTree *open) {
        GTreeNode *node = g_tree_node_first(open);

        return node ? GPOINTER_TO_UINT(g_tree_node_key(node)) : NO_SPAN;
}

static void add_piece(GArray *pieces, guint64 begin, guint number) {
        const Piece piece = {begin, number};

        if (!pieces->len || g_array_index(pieces, Piece, pieces->len - 1).number != number)
                g_array_append_val(pieces, piece);
}

TckSpans *tck_spans_new(const TckSpan *spans, guint count) {
        TckSpans *made = g_new0(TckSpans, 1);
        g_autoptr(GArray) borders = list_borders(spans, count);
        g_autoptr(GTree) open = g_tree_new_full(compare_numbers, NULL, NULL, NULL);

        made->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
        for (guint i = 0; i < borders->len; i++) {
                const Border *border = &g_array_index(borders, Border, i);
                gpointer number = GUINT_TO_POINTER(border->number);

                if (border->begins)
                        g_tree_insert(open, number, NULL);
                else
                        g_tree_remove(open, number);
                if (i + 1 == borders->len || border[1].at != border->at)
                        add_piece(made->pieces, border->at, winner(open));
        }
        return made;
}

void tck_spans_free(TckSpans *spans) {
        if (!spans)
                return;
        g_array_unref(spans->pieces);
        g_free(spans);
}

/* The piece is followed by another. */
static int compare_address(const void *key, const void *element) {
        const Piece *piece = element;
        guint64 address = *(const guint64 *) key;

        return address < piece[0].begin ? -1 : address >= piece[1].begin;
}

gboolean tck_spans_find(const TckSpans *spans, guint64 address, guint *ret_number, guint64 *ret_length) {
        const GArray *pieces = spans->pieces;
        const Piece *piece =
                pieces->len ? bsearch(&address, pieces->data, pieces->len - 1, sizeof *piece, compare_address) : NULL;

        if (!piece || piece->number == NO_SPAN)
                return FALSE;
        *ret_number = piece->number;
        *ret_length = piece[1].begin - address;
        return TRUE;
}
