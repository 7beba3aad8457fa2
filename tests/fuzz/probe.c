/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Anything that a guest may send on its wire, at any time: a byte of the input is sent, or stands for a word that would
 * take long to guess, or lets the host act on what was sent so far.
 */
#include "probe.h"

#include <errno.h>
#include <sys/socket.h>

#include "fuzz.h"

enum {
        WORDS = 0x80, /* from here on, bytes stand for the words below */
        PUMP = 0xf8,
        COMMAND = 0xf9, /* a command made from the last answer */
        AWAIT = 0xfa,
        TAKE = 0xfb,
        ANSWERS_MAX = 64,
};

static const char *const words[] = {
        "hello pvpanic-tck 1 boot=multiboot arch=x86_64\n",
        "hello pvpanic-tck 2\n",
        "0x1 ok ",
        "0x2 fault 0xe 0x2 0x104227\n",
        "0x1 error not-found no such file\n",
        "# remark\n",
        "0x1 ok\n0x1 ok\n0x1 ok\n0x1 ok\n0x1 ok\n0x1 ok\n0x1 ok\n0x1 ok\n",
        "0xffffffffffffffff ",
        "vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
        "\r\n",
};

static void take(TckProbe *probe, GString *answer) {
        struct wire_message message;

        if (!tck_probe_next(probe, &message))
                return;
        assert(message.kind == WIRE_OK || message.kind == WIRE_FAULT || message.kind == WIRE_ERROR);
        assert(message.kind == WIRE_OK || message.count);
        g_string_truncate(answer, 0);
        for (size_t i = 0; i < message.count; i++)
                g_string_append_printf(answer, " %s", message.value[i]);
}

/* What the host sends is one line. */
static void command(TckProbe *probe, int guest, const GString *answer) {
        static char heard[2 * WIRE_LINE_MAX];
        g_autofree char *text = g_strdup_printf("write%s", answer->str);
        GError *error = NULL;
        gboolean sent = tck_probe_send(probe, text, NULL, &error);
        ssize_t n = recv(guest, heard, sizeof heard, MSG_DONTWAIT);

        assert_told(sent, error);
        assert(!sent == (n <= 0));
        assert(!sent || (n <= WIRE_LINE_MAX + 1 && memchr(heard, '\n', (size_t) n) == heard + n - 1));
}

static void act(TckProbe *probe, int guest, uint8_t what, GString *answer) {
        GError *error = NULL;
        gboolean good;

        if (what == TAKE) {
                take(probe, answer);
        } else if (what == COMMAND) {
                command(probe, guest, answer);
        } else {
                good = what == PUMP ? tck_probe_pump(probe, &error)
                                    : tck_probe_await_hello(probe, probe->hellos + 1, 0, &error);
                assert_told(good, error);
        }
        assert(probe->answers.length <= ANSWERS_MAX);
        assert(!probe->garbage || strlen(probe->garbage) <= 60);
}

/* Sends the collected text. What does not fit would not be read any more. */
static void say(int guest, GString *text) {
        if (text->len && send(guest, text->str, text->len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
                assert(errno == EAGAIN);
        g_string_truncate(text, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autoptr(GString) text = g_string_new(NULL), answer = g_string_new(NULL);
        g_autoptr(TckProbe) probe = NULL;
        int pair[2];

        assert(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
        probe = tck_probe_new(pair[0], NULL);
        for (size_t i = 0; i < size; i++) {
                guint word = (guint) data[i] - WORDS;

                if (data[i] >= PUMP && data[i] <= TAKE) {
                        say(pair[1], text);
                        act(probe, pair[1], data[i], answer);
                } else if (data[i] >= WORDS && word < G_N_ELEMENTS(words)) {
                        g_string_append(text, words[word]);
                } else {
                        g_string_append_c(text, (char) data[i]);
                }
        }
        say(pair[1], text);
        act(probe, pair[1], PUMP, answer);
        close(pair[1]);
        return 0;
}
