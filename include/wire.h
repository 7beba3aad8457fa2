/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The wire: how the host drives a probe, over a serial port of the probe's own (COM2 on x86).
 *
 * Both sides speak lines of printable ASCII, each ended by LF (a CR before it is ignored), at most WIRE_LINE_MAX bytes:
 *
 *     probe    hello pvpanic-tck 1 boot=multiboot arch=x86_64    once, when it is ready for commands
 *     host     0x1 out 1 0x505 0x1                               a sequence number, an operation, its arguments
 *     probe    0x1 ok                                            the same number, what became of it, values
 *     probe    0x2 fault 0xd 0x0 0x101234                        the operation raised an exception: vector, error, RIP
 *     probe    0x3 error not-found no such file                  it could not be done: a word for programs, then a text
 *     probe    # anything                                        a remark, for the log alone
 *
 * Words are separated by single or multiple spaces. A number is 0x and hexadecimal digits, or decimal digits; a probe
 * always answers in hexadecimal. Bytes are hexadecimal digit pairs without a prefix, none at all a lone "-". A command
 * that cannot be parsed is answered under sequence number 0x0. The operations are listed in docs/wire.md.
 *
 * This header is the whole protocol and is compiled into the probes and into the host alike: no libc, no allocation.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_NAME "pvpanic-tck"
#define WIRE_VERSION 1
#define WIRE_LINE_MAX 4096 /* bytes in a line, without its LF */
#define WIRE_WORDS_MAX 64  /* words in a line that either side parses */

static inline bool wire_same(const char *a, const char *b) {
        while (*a && *a == *b)
                a++, b++;
        return *a == *b;
}

/* ---- bytes to lines ---- */

struct wire_reader {
        size_t length;
        bool cr;  /* the last byte was a CR: an LF has to follow */
        bool bad; /* the line contains a byte that is not printable ASCII, or is too long; it is skipped up to its LF */
        char line[WIRE_LINE_MAX + 1];
};

enum wire_input {
        WIRE_MORE, /* no line yet */
        WIRE_LINE, /* reader->line holds a line, terminated, valid until the next push */
        WIRE_BAD,  /* a malformed line ended; reader->line holds its printable beginning */
};

/* Takes one byte from the peer, whatever it is, and says whether it completed a line. */
static inline enum wire_input wire_push(struct wire_reader *reader, uint8_t byte) {
        if (byte == '\n') {
                bool bad = reader->bad;

                reader->cr = false;
                reader->line[reader->length] = '\0';
                reader->length = 0;
                reader->bad = false;
                return bad ? WIRE_BAD : WIRE_LINE;
        }
        if (reader->cr)
                reader->bad = true;
        reader->cr = byte == '\r';
        if (reader->cr)
                return WIRE_MORE;
        if (byte < ' ' || byte > '~' || reader->length == WIRE_LINE_MAX)
                reader->bad = true;
        else if (!reader->bad)
                reader->line[reader->length++] = (char) byte;
        return WIRE_MORE;
}

/* ---- lines to words ---- */

struct wire_words {
        size_t count;
        char *word[WIRE_WORDS_MAX];
};

/* Splits line into words, in place. False if there are more than WIRE_WORDS_MAX. */
static inline bool wire_split(char *line, struct wire_words *ret_words) {
        ret_words->count = 0;
        for (;;) {
                while (*line == ' ')
                        *line++ = '\0';
                if (!*line)
                        return true;
                if (ret_words->count == WIRE_WORDS_MAX)
                        return false;
                ret_words->word[ret_words->count++] = line;
                while (*line && *line != ' ')
                        line++;
        }
}

/* The value of a hexadecimal digit, or -1. */
static inline int wire_digit(char c) {
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
                return c - 'A' + 10;
        return -1;
}

/* Parses a whole word as an unsigned number. False for anything else, including a number of more than 64 bits. */
static inline bool wire_number(const char *word, uint64_t *ret_value) {
        unsigned base = 10;
        uint64_t value = 0;

        if (word[0] == '0' && word[1] == 'x') {
                base = 16;
                word += 2;
        }
        if (!*word)
                return false;
        for (; *word; word++) {
                int digit = wire_digit(*word);

                if (digit < 0 || (unsigned) digit >= base || value > (UINT64_MAX - (unsigned) digit) / base)
                        return false;
                value = value * base + (unsigned) digit;
        }
        *ret_value = value;
        return true;
}

/*
 * Parses a whole word as bytes, two digits each. False for an odd number of digits, another character, or more than
 * size bytes.
 */
static inline bool wire_bytes(const char *word, uint8_t *ret_bytes, size_t size, size_t *ret_length) {
        size_t length = 0;

        for (word = wire_same(word, "-") ? "" : word; *word; word += 2) {
                int high = wire_digit(word[0]), low = -1;

                if (high >= 0)
                        low = wire_digit(word[1]);
                if (low < 0 || length == size)
                        return false;
                ret_bytes[length++] = (uint8_t) (high << 4 | low);
        }
        *ret_length = length;
        return true;
}

/* ---- words to lines ---- */

struct wire_writer {
        size_t length, words;
        bool overflow; /* something did not fit, or there are more than WIRE_WORDS_MAX words: the line must not be sent */
        char line[WIRE_LINE_MAX + 1];
};

static inline void wire_put_char(struct wire_writer *writer, char c) {
        if (writer->length == WIRE_LINE_MAX) {
                writer->overflow = true;
                return;
        }
        writer->line[writer->length++] = c;
        writer->line[writer->length] = '\0';
}

/* Begins a new line. */
static inline void wire_begin(struct wire_writer *writer) {
        writer->length = writer->words = 0;
        writer->overflow = false;
        writer->line[0] = '\0';
}

/* Appends text unchanged. */
static inline void wire_put_text(struct wire_writer *writer, const char *text) {
        while (*text)
                wire_put_char(writer, *text++);
}

/* Appends a word, separated by a space from what is before it. */
static inline void wire_put_word(struct wire_writer *writer, const char *word) {
        if (writer->length)
                wire_put_char(writer, ' ');
        writer->overflow |= ++writer->words > WIRE_WORDS_MAX;
        wire_put_text(writer, word);
}

/* Appends the low digits of value in hexadecimal, without a prefix. */
static inline void wire_put_digits(struct wire_writer *writer, uint64_t value, unsigned digits) {
        while (digits--)
                wire_put_char(writer, "0123456789abcdef"[value >> (4 * digits) & 0xf]);
}

/* Appends value to the current word, as 0x and as few digits as possible. */
static inline void wire_put_value(struct wire_writer *writer, uint64_t value) {
        unsigned digits = 1;

        while (digits < 16 && value >> (4 * digits))
                digits++;
        wire_put_text(writer, "0x");
        wire_put_digits(writer, value, digits);
}

/* Appends value as a word. */
static inline void wire_put_number(struct wire_writer *writer, uint64_t value) {
        wire_put_word(writer, "");
        wire_put_value(writer, value);
}

/* Appends KEY=VALUE as a word. */
static inline void wire_put_field(struct wire_writer *writer, const char *key, uint64_t value) {
        wire_put_word(writer, key);
        wire_put_char(writer, '=');
        wire_put_value(writer, value);
}

/* Appends bytes as one word. */
static inline void wire_put_bytes(struct wire_writer *writer, const uint8_t *bytes, size_t length) {
        wire_put_word(writer, length ? "" : "-");
        for (size_t i = 0; i < length; i++)
                wire_put_digits(writer, bytes[i], 2);
}

/* ---- what a probe says ---- */

enum wire_kind {
        WIRE_HELLO,  /* number is the version; values are its key=value words */
        WIRE_OK,     /* number is the sequence; values are the answer */
        WIRE_FAULT,  /* number is the sequence; values are vector, error code, RIP */
        WIRE_ERROR,  /* number is the sequence; value 0 is the reason's word, the rest its text */
        WIRE_REMARK, /* not parsed further */
        WIRE_GARBAGE,
};

struct wire_message {
        enum wire_kind kind;
        uint64_t number;
        size_t count; /* values */
        char **value; /* pointers into words */
        struct wire_words words;
};

/* Parses a line from a probe, in place. A malformed line is WIRE_GARBAGE. */
static inline void wire_parse(char *line, struct wire_message *ret_message) {
        struct wire_words *words = &ret_message->words;
        size_t first = 2;

        ret_message->kind = WIRE_GARBAGE;
        ret_message->number = 0;
        ret_message->count = 0;
        ret_message->value = words->word;
        if (line[0] == '#') {
                ret_message->kind = WIRE_REMARK;
                return;
        }
        if (!wire_split(line, words) || words->count < 2)
                return;
        if (wire_same(words->word[0], "hello")) {
                if (words->count < 3 || !wire_same(words->word[1], WIRE_NAME) ||
                    !wire_number(words->word[2], &ret_message->number))
                        return;
                ret_message->kind = WIRE_HELLO;
                first = 3;
        } else {
                const char *word = words->word[1];
                uint64_t unused;

                if (!wire_number(words->word[0], &ret_message->number))
                        return;
                if (wire_same(word, "ok"))
                        ret_message->kind = WIRE_OK;
                else if (wire_same(word, "fault") && words->count == 5 && wire_number(words->word[2], &unused) &&
                         wire_number(words->word[3], &unused) && wire_number(words->word[4], &unused))
                        ret_message->kind = WIRE_FAULT;
                else if (wire_same(word, "error") && words->count > 2)
                        ret_message->kind = WIRE_ERROR;
                else
                        return;
        }
        ret_message->count = words->count - first;
        ret_message->value = words->word + first;
}
