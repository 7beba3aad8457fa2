/* SPDX-License-Identifier: BSD-2-Clause */
#include "source.h"

#include <string.h>

#include "console_pattern.h"
#include "registry.h"

enum { LINES_MAX = 512, LINE_MAX_BYTES = 4096, ODD_PERCENT = 30 };

static GPtrArray *all;

void tck_register_source(const TckSource *source) {
        tck_registry_add(&all, source);
}

const GPtrArray *tck_all_sources(void) {
        return all;
}

const TckSource *tck_find_source(const char *head, gsize length) {
        const TckSource *best = NULL;
        TckSure most = TCK_SURE_NOT;

        for (guint i = 0; i < all->len; i++) {
                const TckSource *source = all->pdata[i];
                TckSure sure = source->recognise(head, length);

                /* Independent of the order of registration. */
                if (sure > most || (best && sure == most && sure && strcmp(source->name, best->name) < 0)) {
                        best = source;
                        most = sure;
                }
        }
        return best;
}

gboolean tck_head_has_line(const char *head, gsize length, const char *pattern) {
        const GRegex *regex = tck_console_pattern(pattern);
        const char *end = head + length;

        for (guint lines = 0; head < end && lines < LINES_MAX; lines++) {
                const char *stop = memchr(head, '\n', (gsize) (end - head));
                gsize n = (gsize) ((stop ? stop : end) - head);
                g_autofree char *line = g_utf8_make_valid(head, (gssize) MIN(n, LINE_MAX_BYTES));

                if (g_regex_match(regex, line, 0, NULL))
                        return TRUE;
                head += n + 1;
        }
        return FALSE;
}

gboolean tck_head_is_text(const char *head, gsize length) {
        gsize odd = 0;

        for (gsize i = 0; i < length; i++)
                odd += (guchar) head[i] < ' ' && !strchr("\t\n\r\b\f\033", head[i] ? head[i] : '\1');
        return length && odd * 100 <= length * ODD_PERCENT;
}
