/* SPDX-License-Identifier: BSD-2-Clause */
#include "console_line.h"

#include <string.h>

#include "console_pattern.h"

enum { ESCAPE = 0x1b, BELL = 7, CALLER_MAX = 16, MICROSECONDS = 6 };

struct TckConsoleLines {
        TckConsoleLineFunc func;
        gpointer data;
        guint64 number; /* of the unfinished line */
        gsize length;   /* of the unfinished line, in bytes */
        char bytes[TCK_CONSOLE_LINE_MAX];
};

TckConsoleLines *tck_console_lines_new(TckConsoleLineFunc func, gpointer data) {
        TckConsoleLines *lines = g_new(TckConsoleLines, 1);

        lines->func = func;
        lines->data = data;
        lines->number = 1;
        lines->length = 0;
        return lines;
}

void tck_console_lines_free(TckConsoleLines *lines) {
        g_free(lines);
}

/* ---- control sequences (ECMA-48) ---- */

/* Skips a control string, which ends with BEL or ST, "\e\\". */
static const char *skip_string(const char *at, const char *end) {
        for (; at < end; at++) {
                if (*at == BELL)
                        return at + 1;
                if (*at == ESCAPE)
                        return at + 1 < end && at[1] == '\\' ? at + 2 : at;
        }
        return end;
}

/* Skips the parameters and the final byte of a control sequence. */
static const char *skip_control_sequence(const char *at, const char *end) {
        while (at < end && *at >= 0x20 && *at < 0x40)
                at++;
        return at < end && *at >= 0x40 ? at + 1 : at;
}

/* Skips an escape sequence after its ESC. */
static const char *skip_escape(const char *at, const char *end) {
        if (at == end)
                return end;
        if (*at == '[')
                return skip_control_sequence(at + 1, end);
        if (strchr("]PX^_", *at))
                return skip_string(at + 1, end);
        /* Intermediate bytes, as in "\e(B", and a final one. */
        while (at < end && *at >= 0x20 && *at < 0x30)
                at++;
        return at < end ? at + 1 : end;
}

/* The text of a line that a terminal would show, as valid UTF-8. Free with g_free(). */
static char *printed(const char *bytes, gsize length) {
        char shown[TCK_CONSOLE_LINE_MAX];
        const char *end = bytes + length;
        gsize n = 0;

        for (const char *at = bytes; at < end;) {
                unsigned char byte = (unsigned char) *at++;

                if (byte == ESCAPE)
                        at = skip_escape(at, end);
                else if (byte == '\b')
                        n -= n > 0;
                else if (byte >= 0x20 || byte == '\t')
                        shown[n++] = (char) byte;
        }
        return g_utf8_make_valid(shown, (gssize) n);
}

/* ---- prefixes ---- */

struct stamp {
        const char *begin, *end; /* of the whole stamp, with the level before it and the caller after it */
        double time;
        char caller[CALLER_MAX];
};

static const char *skip_digits(const char *at) {
        return at + strspn(at, "0123456789");
}

/* Reads printk's caller, "[    T1]" or "[   C0]". Returns its end, or `at` if there is none. */
static const char *read_caller(const char *at, struct stamp *stamp) {
        const char *name = at + 1 + strspn(at + (*at == '['), " "), *end;

        if (*at != '[' || (*name != 'T' && *name != 'C'))
                return at;
        end = skip_digits(name + 1);
        if (end == name + 1 || *end != ']' || end - name >= CALLER_MAX)
                return at;
        memcpy(stamp->caller, name, (gsize) (end - name));
        stamp->caller[end - name] = '\0';
        return end + 1;
}

/* Reads printk's time at a '[': "[    1.234567]", optionally with @ and the CPU, or a comma and the level, in it. */
static gboolean read_stamp(const char *line, const char *at, struct stamp *stamp) {
        const char *seconds = at + 1 + strspn(at + 1, " "), *point = skip_digits(seconds), *end;

        if (point == seconds || *point != '.')
                return FALSE;
        end = skip_digits(point + 1);
        /* In the middle of a line, only a number with printk's six decimals is a time. */
        if (end == point + 1 || (at > line && end - point - 1 != MICROSECONDS))
                return FALSE;
        stamp->time = g_ascii_strtod(seconds, NULL);
        if (*end == '@' || *end == ',')
                end = skip_digits(end + 1);
        if (*end != ']')
                return FALSE;
        stamp->caller[0] = '\0';
        stamp->begin = at - line >= 3 && at[-1] == '>' && g_ascii_isdigit(at[-2]) && at[-3] == '<' ? at - 3 : at;
        stamp->end = read_caller(end + 1, stamp);
        stamp->end += *stamp->end == ' ';
        return TRUE;
}

/* Finds the first of printk's times from this place on. */
static gboolean find_stamp(const char *line, const char *from, struct stamp *stamp) {
        const char *begin = from;

        if (begin == line && line[0] == '<' && g_ascii_isdigit(line[1]) && line[2] == '>' && line[3] == '[' &&
            read_stamp(line + 3, line + 3, stamp)) {
                stamp->begin = line;
                return TRUE;
        }
        for (const char *at = strchr(begin, '['); at; at = strchr(at + 1, '['))
                if (read_stamp(line, at, stamp))
                        return TRUE;
        return FALSE;
}

/* The length of the pattern's match at this place. */
static gsize matched(const GRegex *pattern, const char *at) {
        g_autoptr(GMatchInfo) match = NULL;
        int begin, end = 0;

        if (g_regex_match(pattern, at, 0, &match))
                g_match_info_fetch_pos(match, 0, &begin, &end);
        return (gsize) end;
}

/* Skips what a harness, syslog, a journal or a container's log puts before each line without printk's time. */
static const char *skip_prefixes(const char *line) {
        const GRegex *pattern = tck_console_pattern(
                "(?:<\\d+>" /* level */
                "|\\d{4}-\\d\\d-\\d\\d[T ][\\d:.,]++(?:Z|[+-]\\d\\d:?\\d\\d)?[: ]++(?:\\S++ kernel: "
                ")?"                                                                /* ISO 8601 */
                "|\\[?\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d++)?\\]? +"                     /* time of day */
                "|[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\S++ (?:kernel: )?" /* syslog */
                "|\\[[\\w.-]*+[/:][\\w.:/-]*+\\] "                                  /* [guest0/uart0] */
                "|[\\w.-]++ +\\| "                                                  /* guest | */
                ")++");

        return line + matched(pattern, line);
}

static const char *skip_prompt(const char *line) {
        const GRegex *pattern =
                tck_console_pattern("(?:\\S++ login: |login: |[Pp]assword: |[^\\s<>\\[\\]#$%]*+[#$%>] )++");

        return line + matched(pattern, line);
}

/* ---- lines ---- */

static void give(const TckConsoleLines *lines, char *text, const struct stamp *stamp) {
        TckConsoleLine line = {.text = g_strchomp(text), .caller = "", .number = lines->number};

        if (stamp) {
                line.stamped = TRUE;
                line.time = stamp->time;
                line.caller = stamp->caller;
        } else {
                line.text = skip_prefixes(text);
        }
        line.prompt = stamp ? line.text : skip_prompt(line.text);
        if (*line.text)
                lines->func(&line, lines->data);
}

/* Splits a line at each of printk's times. Text before the first one is a prefix or a prompt, and dropped. */
static void give_parts(const TckConsoleLines *lines, char *text) {
        struct stamp stamp, next;
        gboolean more = find_stamp(text, text, &stamp);

        if (!more)
                give(lines, text, NULL);
        while (more) {
                g_autofree char *part = NULL;

                more = find_stamp(text, stamp.end, &next);
                part = more ? g_strndup(stamp.end, (gsize) (next.begin - stamp.end)) : g_strdup(stamp.end);
                give(lines, part, &stamp);
                stamp = next;
        }
}

static void end_line(TckConsoleLines *lines) {
        g_autofree char *text = NULL;

        if (!lines->length)
                return;
        text = printed(lines->bytes, lines->length);
        lines->length = 0;
        give_parts(lines, text);
}

void tck_console_lines_feed(TckConsoleLines *lines, const char *bytes, gsize length) {
        for (const char *at = bytes, *end = bytes + length; at < end; at++) {
                if (*at == '\n' || *at == '\r')
                        end_line(lines);
                else if (lines->length < sizeof lines->bytes)
                        lines->bytes[lines->length++] = *at;
                lines->number += *at == '\n';
        }
}

/* Bytes are compared in blocks, because a console may have hundreds of megabytes of lines that are only counted. */
typedef guint8 Bytes __attribute__((vector_size(16)));

static guint64 add_up(Bytes counts) {
        guint64 sum = 0;

        for (gsize i = 0; i < sizeof counts; i++)
                sum += counts[i];
        return sum;
}

void tck_console_lines_skip(TckConsoleLines *lines, const char *bytes, gsize length) {
        const char *at = bytes, *end = bytes + length;

        while ((gsize) (end - at) >= sizeof(Bytes)) {
                Bytes counts = {0};

                /* The comparison gives -1 for equal bytes. The loop ends before a count can overflow. */
                for (guint i = 0; i < G_MAXUINT8 && (gsize) (end - at) >= sizeof(Bytes); i++, at += sizeof(Bytes)) {
                        Bytes next;

                        memcpy(&next, at, sizeof next);
                        counts -= (Bytes) (next == '\n');
                }
                lines->number += add_up(counts);
        }
        for (; at < end; at++)
                lines->number += *at == '\n';
}

gboolean tck_console_lines_are_whole(const TckConsoleLines *lines) {
        return lines->length == 0;
}

void tck_console_lines_end(TckConsoleLines *lines) {
        end_line(lines);
}

void tck_console_lines_pause(TckConsoleLines *lines) {
        if (lines->length >= 2 && memcmp(lines->bytes + lines->length - 2, "> ", 2) == 0)
                end_line(lines);
}
