/* SPDX-License-Identifier: BSD-2-Clause */
/* The protocol between host and probe: bytes to lines, lines to words and values, and the way back. */
#include <glib.h>
#include <string.h>

#include "wire.h"

/* Pushes bytes and returns the result of the last one; none before it may complete a line. */
static enum wire_input push(struct wire_reader *reader, const char *bytes, gsize length) {
        for (gsize i = 0; i + 1 < length; i++)
                g_assert_cmpint(wire_push(reader, (uint8_t) bytes[i]), ==, WIRE_MORE);
        return wire_push(reader, (uint8_t) bytes[length - 1]);
}

static enum wire_input push_text(struct wire_reader *reader, const char *text) {
        return push(reader, text, strlen(text));
}

static enum wire_input push_run(struct wire_reader *reader, char c, gsize count) {
        g_autofree char *run = g_strnfill(count, c);

        return push(reader, run, count);
}

/* ---- bytes to lines ---- */

static void test_reader_lines(void) {
        struct wire_reader reader = {0};

        g_assert_cmpint(push_text(&reader, "0x1 ok"), ==, WIRE_MORE);
        g_assert_cmpint(push_text(&reader, "\n"), ==, WIRE_LINE);
        g_assert_cmpstr(reader.line, ==, "0x1 ok");
        g_assert_cmpint(push_text(&reader, "b\r\n"), ==, WIRE_LINE);
        g_assert_cmpstr(reader.line, ==, "b");
        g_assert_cmpint(push_text(&reader, "\n"), ==, WIRE_LINE);
        g_assert_cmpstr(reader.line, ==, "");
        g_assert_cmpint(push_text(&reader, " ~\n"), ==, WIRE_LINE);
        g_assert_cmpstr(reader.line, ==, " ~");
}

static void test_reader_longest_line(void) {
        struct wire_reader reader = {0};

        g_assert_cmpint(push_run(&reader, 'x', WIRE_LINE_MAX), ==, WIRE_MORE);
        g_assert_cmpint(push_text(&reader, "\r\n"), ==, WIRE_LINE);
        g_assert_cmpuint(strlen(reader.line), ==, WIRE_LINE_MAX);

        g_assert_cmpint(push_run(&reader, 'y', WIRE_LINE_MAX + 1), ==, WIRE_MORE);
        g_assert_cmpint(push_text(&reader, "\n"), ==, WIRE_BAD);
        g_assert_cmpuint(strlen(reader.line), ==, WIRE_LINE_MAX);
        g_assert_cmpint(reader.line[WIRE_LINE_MAX - 1], ==, 'y');

        g_assert_cmpint(push_text(&reader, "short\n"), ==, WIRE_LINE);
        g_assert_cmpstr(reader.line, ==, "short");
}

static void test_reader_endless_line(void) {
        struct wire_reader reader = {0};

        for (guint i = 0; i < 100; i++)
                g_assert_cmpint(push_run(&reader, 'z', WIRE_LINE_MAX), ==, WIRE_MORE);
        g_assert_cmpint(push_text(&reader, "\n"), ==, WIRE_BAD);
        g_assert_cmpint(push_text(&reader, "0x1 ok\n"), ==, WIRE_LINE);
        g_assert_cmpstr(reader.line, ==, "0x1 ok");
}

static void test_reader_bad_bytes(void) {
        for (int byte = 0; byte < 256; byte++) {
                const char line[] = {'a', (char) byte, 'b', '\n'};
                struct wire_reader reader = {0};
                gboolean printable = byte >= 0x20 && byte <= 0x7e;

                if (byte == '\n')
                        continue;
                g_assert_cmpint(push(&reader, line, sizeof line), ==, printable ? WIRE_LINE : WIRE_BAD);
                g_assert_cmpuint(strlen(reader.line), ==, printable ? 3 : 1);
                /* The next line is read correctly. */
                g_assert_cmpint(push_text(&reader, "c\n"), ==, WIRE_LINE);
                g_assert_cmpstr(reader.line, ==, "c");
        }
}

/* ---- lines to words ---- */

static void assert_split(const char *text, const char *expected) {
        g_autofree char *line = g_strdup(text);
        g_autoptr(GString) joined = g_string_new(NULL);
        struct wire_words words;

        g_assert_true(wire_split(line, &words));
        for (size_t i = 0; i < words.count; i++)
                g_string_append_printf(joined, "%s|", words.word[i]);
        g_assert_cmpstr(joined->str, ==, expected);
}

static void test_split(void) {
        assert_split("", "");
        assert_split("   ", "");
        assert_split("a", "a|");
        assert_split("a b", "a|b|");
        assert_split("  a   bc  d ", "a|bc|d|");
        assert_split("- 0x1", "-|0x1|");
}

/* This many words, with trailing spaces. Free with g_free(). */
static char *many_words(gsize count) {
        GString *line = g_string_new(NULL);

        for (gsize i = 0; i < count; i++)
                g_string_append(line, "w ");
        g_string_append(line, "  ");
        return g_string_free(line, FALSE);
}

static void test_split_too_many(void) {
        g_autofree char *fits = many_words(WIRE_WORDS_MAX);
        g_autofree char *over = many_words(WIRE_WORDS_MAX + 1);
        struct wire_words words;

        g_assert_true(wire_split(fits, &words));
        g_assert_cmpuint(words.count, ==, WIRE_WORDS_MAX);
        g_assert_cmpstr(words.word[WIRE_WORDS_MAX - 1], ==, "w");
        g_assert_false(wire_split(over, &words));
        g_assert_cmpuint(words.count, <=, WIRE_WORDS_MAX);
}

static void test_same(void) {
        g_assert_true(wire_same("", ""));
        g_assert_true(wire_same("ok", "ok"));
        g_assert_false(wire_same("ok", "okay"));
        g_assert_false(wire_same("okay", "ok"));
        g_assert_false(wire_same("", "a"));
        g_assert_false(wire_same("a", ""));
        g_assert_false(wire_same("ab", "ac"));
}

static void test_digit(void) {
        for (int c = -128; c < 128; c++) {
                int expected = c >= 0 ? g_ascii_xdigit_value((gchar) c) : -1;

                g_assert_cmpint(wire_digit((char) c), ==, expected);
        }
}

/* ---- values ---- */

static void test_numbers(void) {
        static const struct {
                const char *word;
                guint64 value;
        } good[] = {
                {"0", 0},
                {"7", 7},
                {"007", 7},
                {"4294967296", G_GUINT64_CONSTANT(4294967296)},
                {"18446744073709551615", G_MAXUINT64},
                {"0000000000000000000000018446744073709551615", G_MAXUINT64},
                {"0x0", 0},
                {"0x505", 0x505},
                {"0xabcDEF", 0xabcdef},
                {"0xffffffffffffffff", G_MAXUINT64},
                {"0x0000000000000000ffffffffffffffff", G_MAXUINT64},
                {"0x8000000000000000", G_GUINT64_CONSTANT(0x8000000000000000)},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
                uint64_t value = 42;

                g_test_message("%s", good[i].word);
                g_assert_true(wire_number(good[i].word, &value));
                g_assert_cmphex(value, ==, good[i].value);
        }
}

static void test_bad_numbers(void) {
        static const char *const bad[] = {
                "",
                "0x",
                "x1",
                "0X1",
                "-1",
                "+1",
                " 1",
                "1 ",
                "1a",
                "0xg",
                "0x1g",
                "0x-1",
                "0x0x1",
                "1.0",
                "18446744073709551616",
                "18446744073709551620",
                "99999999999999999999",
                "184467440737095516150",
                "0x10000000000000000",
                "0xffffffffffffffff0",
        };

        for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
                uint64_t value = 42;

                g_test_message("\"%s\"", bad[i]);
                g_assert_false(wire_number(bad[i], &value));
                g_assert_cmphex(value, ==, 42);
        }
}

static void assert_bytes(const void *seen, gsize seen_length, const void *expected, gsize expected_length) {
        g_assert_cmpuint(seen_length, ==, expected_length);
        g_assert_true(memcmp(seen, expected, expected_length) == 0);
}

static void test_bytes(void) {
        static const struct {
                const char *word, *bytes;
                gsize length;
        } good[] = {{"-", "", 0}, {"7f", "\x7f", 1}, {"00ffA5", "\x00\xff\xa5", 3}, {"01020304", "\1\2\3\4", 4}};

        for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
                uint8_t bytes[5];
                size_t length = 42;

                g_test_message("%s", good[i].word);
                memset(bytes, 0xa5, sizeof bytes);
                g_assert_true(wire_bytes(good[i].word, bytes, 4, &length));
                assert_bytes(bytes, length, good[i].bytes, good[i].length);
                g_assert_cmphex(bytes[length], ==, 0xa5);
                /* The buffer has exactly the needed size. */
                g_assert_true(wire_bytes(good[i].word, bytes, good[i].length, &length));
        }
}

static void test_bad_bytes(void) {
        static const char *const bad[] = {"0", "000", "0g", "g0", "--", "-0", "00-", "0x00", "0 0", "0102030405"};
        uint8_t bytes[5] = {0};

        for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
                size_t length = 42;

                g_test_message("\"%s\"", bad[i]);
                bytes[4] = 0xa5;
                g_assert_false(wire_bytes(bad[i], bytes, 4, &length));
                g_assert_cmphex(bytes[4], ==, 0xa5);
                g_assert_cmpuint(length, ==, 42);
        }
}

/* ---- words to lines ---- */

static void test_writer(void) {
        struct wire_writer writer;

        memset(&writer, 0xa5, sizeof writer);
        wire_begin(&writer);
        g_assert_cmpstr(writer.line, ==, "");
        wire_put_word(&writer, "hello");
        wire_put_number(&writer, 0);
        wire_put_number(&writer, 0x10);
        wire_put_number(&writer, G_MAXUINT64);
        wire_put_bytes(&writer, NULL, 0);
        wire_put_bytes(&writer, (const uint8_t *) "\x00\x9f\xff", 3);
        wire_put_word(&writer, "boot=");
        wire_put_text(&writer, "efi");
        wire_put_word(&writer, "at=");
        wire_put_value(&writer, 0xfee00000);
        wire_put_word(&writer, "");
        wire_put_digits(&writer, 0x1234, 3);
        g_assert_cmpstr(writer.line, ==, "hello 0x0 0x10 0xffffffffffffffff - 009fff boot=efi at=0xfee00000 234");
        g_assert_cmpuint(writer.length, ==, strlen(writer.line));
        g_assert_false(writer.overflow);

        wire_begin(&writer);
        wire_put_number(&writer, 5);
        g_assert_cmpstr(writer.line, ==, "0x5");
}

static void test_writer_overflow(void) {
        g_autofree char *full = g_strnfill(WIRE_LINE_MAX, 'x');
        struct wire_writer writer;

        wire_begin(&writer);
        wire_put_text(&writer, full);
        g_assert_false(writer.overflow);
        g_assert_cmpstr(writer.line, ==, full);

        wire_put_number(&writer, 1);
        g_assert_true(writer.overflow);
        g_assert_cmpstr(writer.line, ==, full);

        wire_begin(&writer);
        for (guint i = 0; i < WIRE_WORDS_MAX; i++)
                wire_put_number(&writer, i);
        g_assert_false(writer.overflow);
        wire_put_word(&writer, "");
        g_assert_true(writer.overflow);

        wire_begin(&writer);
        g_assert_false(writer.overflow);
        wire_put_word(&writer, "again");
        g_assert_cmpstr(writer.line, ==, "again");
}

/* ---- what a probe says ---- */

/* Asserts how a probe's line is parsed: its kind, and its number and values as one text. */
static void assert_parse(const char *text, enum wire_kind kind, const char *expected) {
        g_autofree char *line = g_strdup(text);
        g_autoptr(GString) seen = g_string_new(NULL);
        struct wire_message message;

        memset(&message, 0xa5, sizeof message);
        g_test_message("\"%s\"", text);
        wire_parse(line, &message);
        g_assert_cmpint(message.kind, ==, kind);
        g_string_append_printf(seen, "%" G_GUINT64_FORMAT, message.number);
        for (size_t i = 0; i < message.count; i++)
                g_string_append_printf(seen, "|%s", message.value[i]);
        if (expected)
                g_assert_cmpstr(seen->str, ==, expected);
}

static void test_parse(void) {
        assert_parse("hello pvpanic-tck 1 boot=multiboot arch=x86_64", WIRE_HELLO, "1|boot=multiboot|arch=x86_64");
        assert_parse("hello pvpanic-tck 0x2", WIRE_HELLO, "2");
        assert_parse("0x1 ok", WIRE_OK, "1");
        assert_parse(" 0x1  ok  0x3   - ", WIRE_OK, "1|0x3|-");
        assert_parse("17 ok a b", WIRE_OK, "17|a|b");
        assert_parse("0xffffffffffffffff ok", WIRE_OK, "18446744073709551615");
        assert_parse("0x2 fault 0xd 0x0 0x101234", WIRE_FAULT, "2|0xd|0x0|0x101234");
        assert_parse("0x3 error not-found", WIRE_ERROR, "3|not-found");
        assert_parse("0x0 error parse no such operation", WIRE_ERROR, "0|parse|no|such|operation");
        assert_parse("#", WIRE_REMARK, "0");
        assert_parse("# 0x1 ok", WIRE_REMARK, "0");
        assert_parse("#hello", WIRE_REMARK, "0");
}

static void test_parse_garbage(void) {
        static const char *const garbage[] = {
                "",
                " ",
                " # a remark begins its line",
                "hello",
                "hello pvpanic-tck",
                "hello pvpanic-tck one",
                "hello pvpanic-tck -1",
                "hello pvpanic 1",
                "hello 1 pvpanic-tck",
                "Hello pvpanic-tck 1",
                "0x1",
                "ok",
                "ok 0x1",
                "0x1 okay",
                "0x1 OK",
                "x1 ok",
                "-1 ok",
                "0x10000000000000000 ok",
                "0x1 fault",
                "0x1 fault 0xd 0x0",
                "0x1 fault 0xd 0x0 0x1 0x2",
                "0x1 fault x 0x0 0x1",
                "0x1 fault 0xd x 0x1",
                "0x1 fault 0xd 0x0 x",
                "0x1 error",
                "0x1 # remark",
                "TianoCore",
                "BdsDxe: loading Boot0001",
        };

        for (gsize i = 0; i < G_N_ELEMENTS(garbage); i++)
                assert_parse(garbage[i], WIRE_GARBAGE, NULL);
}

static void test_parse_many_values(void) {
        g_autofree char *values = many_words(WIRE_WORDS_MAX - 2);
        g_autofree char *fits = g_strconcat("0x1 ok ", values, NULL);
        g_autofree char *over = g_strconcat("0x1 ok one-more ", values, NULL);
        struct wire_message message;

        wire_parse(fits, &message);
        g_assert_cmpint(message.kind, ==, WIRE_OK);
        g_assert_cmpuint(message.count, ==, WIRE_WORDS_MAX - 2);
        g_assert_cmpstr(message.value[message.count - 1], ==, "w");
        wire_parse(over, &message);
        g_assert_cmpint(message.kind, ==, WIRE_GARBAGE);
        g_assert_cmpuint(message.count, ==, 0);
}

/* ---- written and read back ---- */

/* Pushes the written line into a reader and parses it. The message points into the reader's line. */
static void transmit(const struct wire_writer *writer, struct wire_reader *reader, struct wire_message *ret_message) {
        g_assert_false(writer->overflow);
        for (size_t i = 0; i < writer->length; i++)
                g_assert_cmpint(wire_push(reader, (uint8_t) writer->line[i]), ==, WIRE_MORE);
        g_assert_cmpint(wire_push(reader, '\n'), ==, WIRE_LINE);
        g_assert_cmpstr(reader->line, ==, writer->line);
        wire_parse(reader->line, ret_message);
}

static void test_round_trip(void) {
        g_autoptr(GRand) random = g_rand_new_with_seed(1);
        struct wire_reader reader = {0};

        for (guint round = 0; round < 2000; round++) {
                /* Numbers of all lengths. */
                guint64 number =
                        ((guint64) g_rand_int(random) << 32 | g_rand_int(random)) >> g_rand_int_range(random, 0, 64);
                uint8_t bytes[300], back[300];
                gsize length = (gsize) g_rand_int_range(random, 0, (gint32) sizeof bytes + 1);
                struct wire_writer writer;
                struct wire_message message;
                uint64_t value = 0;
                size_t count = 0;

                for (gsize i = 0; i < length; i++)
                        bytes[i] = (uint8_t) g_rand_int(random);
                wire_begin(&writer);
                wire_put_number(&writer, round);
                wire_put_word(&writer, "ok");
                wire_put_number(&writer, number);
                wire_put_bytes(&writer, bytes, length);

                transmit(&writer, &reader, &message);
                g_assert_cmpint(message.kind, ==, WIRE_OK);
                g_assert_cmpuint(message.number, ==, round);
                g_assert_cmpuint(message.count, ==, 2);
                g_assert_true(wire_number(message.value[0], &value));
                g_assert_cmphex(value, ==, number);
                g_assert_true(wire_bytes(message.value[1], back, sizeof back, &count));
                assert_bytes(back, count, bytes, length);
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/wire/reader/lines", test_reader_lines);
        g_test_add_func("/wire/reader/longest-line", test_reader_longest_line);
        g_test_add_func("/wire/reader/endless-line", test_reader_endless_line);
        g_test_add_func("/wire/reader/bad-bytes", test_reader_bad_bytes);
        g_test_add_func("/wire/split/words", test_split);
        g_test_add_func("/wire/split/too-many", test_split_too_many);
        g_test_add_func("/wire/same", test_same);
        g_test_add_func("/wire/digit", test_digit);
        g_test_add_func("/wire/number/good", test_numbers);
        g_test_add_func("/wire/number/bad", test_bad_numbers);
        g_test_add_func("/wire/bytes/good", test_bytes);
        g_test_add_func("/wire/bytes/bad", test_bad_bytes);
        g_test_add_func("/wire/writer/words", test_writer);
        g_test_add_func("/wire/writer/overflow", test_writer_overflow);
        g_test_add_func("/wire/parse/kinds", test_parse);
        g_test_add_func("/wire/parse/garbage", test_parse_garbage);
        g_test_add_func("/wire/parse/many-values", test_parse_many_values);
        g_test_add_func("/wire/round-trip", test_round_trip);
        return g_test_run();
}
