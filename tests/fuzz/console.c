/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any console: what is read from it is valid text of limited length, does not depend on the pieces in which it arrives,
 * and does not change in a record.
 */
#include "console_parser.h"

#include "fuzz.h"

enum { TEXT_MAX = 4096, LIST_MAX = 64 };

static void check_text(const char *text) {
        assert(!text || (g_utf8_validate(text, -1, NULL) && strlen(text) < TEXT_MAX));
}

static void check_list(const GPtrArray *list) {
        assert(list->len <= LIST_MAX);
        for (guint i = 0; i < list->len; i++)
                check_text(list->pdata[i]);
}

static void check(const TckOops *oops) {
        assert(oops->origin && oops->cause);
        check_text(oops->cause);
        check_text(oops->panic);
        check_text(oops->cpu);
        check_text(oops->task);
        check_text(oops->system);
        check_text(oops->ip);
        check_list(oops->registers);
        check_list(oops->backtrace);
        check_list(oops->details);
        check_list(oops->earlier);
        check_text(oops->crash_kernel);
}

static size_t count_lines(const char *text, size_t size) {
        size_t lines = 0;

        for (size_t i = 0; i < size; i++)
                lines += text[i] == '\n' || text[i] == '\r';
        return lines;
}

static TckOops *parse_in_pieces(const char *text, size_t size) {
        g_autoptr(TckConsoleParser) parser = tck_console_parser_new();
        size_t piece = size ? 1 + (unsigned char) *text % 64 : 1;

        for (size_t at = 0; at < size; at += piece)
                tck_console_parser_feed(parser, text + at, MIN(piece, size - at));
        return tck_console_parser_end(parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autoptr(TckOops) oops = tck_console_parse((const char *) data, size), back = NULL;
        g_autoptr(TckOops) again = parse_in_pieces((const char *) data, size);
        g_autoptr(JsonObject) object = NULL;

        /* With many harmless lines, printk's time is only taken from the last one of each piece. */
        if (count_lines((const char *) data, size) < 200)
                assert(!oops == !again && (!oops || g_strcmp0(oops->cause, again->cause) == 0));
        if (!oops)
                return 0;
        check(oops);
        object = tck_oops_to_json(oops);
        back = tck_oops_from_json(object);
        assert(g_strcmp0(back->cause, oops->cause) == 0 && g_strcmp0(back->panic, oops->panic) == 0);
        assert(back->backtrace->len == oops->backtrace->len && back->registers->len == oops->registers->len);
        return 0;
}
