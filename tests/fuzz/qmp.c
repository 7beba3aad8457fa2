/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Anything that a hypervisor may send on its monitor, at any time: a byte of the input is sent, or stands for a word
 * that would take long to guess, or lets the client act on what was sent so far.
 */
#include "qmp.h"

#include <errno.h>
#include <sys/socket.h>

#include "fuzz.h"
#include "json.h"

enum {
        WORDS = 0x80, /* from here on, bytes stand for the words below */
        PUMP = 0xf8,  /* bytes that do not occur in UTF-8, so that the input can still contain every character */
        COMMAND = 0xf9,
};

static const char *const words[] = {
        "{\"event\": \"STOP\"}\n",
        "{\"event\": ",
        "{\"return\": {}, \"id\": 1}\r\n",
        "{\"return\": ",
        "{\"error\": {\"class\": \"C\", \"desc\": \"no\"}, \"id\": 2}\n",
        "{\"error\": {\"desc\": ",
        "{\"QMP\": {\"version\": {\"qemu\": {\"major\": 7, \"minor\": 2, \"micro\": 22}}}}\n",
        "{\"QMP\": ",
        ", \"id\": ",
        ", \"data\": ",
        "{\"\": ",
        "[[[[[[[[",
        "]]]]]]]]",
        "null",
        "true",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\udc00",
        "9223372036854775807",
        "1e999",
        "/*\"*/",
        "}\n",
};

/* ---- invariants ---- */

static void check_events(Qmp *qmp) {
        JsonObject *event;

        while ((event = qmp_peek_event(qmp))) {
                assert(qmp_next_event(qmp) == event);
                assert(tck_json_string(event, "event"));
                json_object_unref(event);
        }
        assert(!qmp_next_event(qmp));
}

/* Each line is a JSON object, and there is nothing else. */
static void check_journal(TckJournal *journal, int file) {
        g_autoptr(JsonParser) parser = json_parser_new();
        g_autofree char *text = NULL;
        gsize length;

        assert(tck_journal_flush(journal, NULL));
        length = (gsize) lseek(file, 0, SEEK_END);
        text = g_malloc0(length + 1);
        assert(pread(file, text, length, 0) == (gssize) length);
        assert(strlen(text) == length && g_utf8_validate(text, -1, NULL));
        for (char *line = text, *lf; *line; line = lf + 1) {
                lf = strchr(line, '\n');
                assert(lf);
                *lf = '\0';
                assert(tck_json_is_plain(line, 100) && json_parser_load_from_data(parser, line, -1, NULL));
                assert(json_object_get_size(json_node_get_object(json_parser_get_root(parser))) == 2);
        }
}

/* ---- the conversation ---- */

static void pump(Qmp *qmp) {
        GError *error = NULL;
        gboolean good = qmp_pump(qmp, &error);

        assert_told(good, error);
}

/* The deadline has passed, so what has arrived is read without waiting. */
static void act(Qmp *qmp) {
        GError *error = NULL;
        g_autoptr(JsonNode) value = NULL;

        if (qmp->version_text) {
                value = qmp_execute(qmp, "query-status", NULL, 0, &error);
                assert_told(value != NULL, error);
        } else {
                gboolean good = qmp_handshake(qmp, 0, &error);

                assert(!good || qmp->version_text);
                assert_told(good, error);
        }
}

/* Sends the collected text. What does not fit would not be read any more. */
static void say(int server, GString *text) {
        if (send(server, text->str, text->len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
                assert(errno == EAGAIN);
        g_string_truncate(text, 0);
}

static void converse(Qmp *qmp, int server, const uint8_t *data, size_t size) {
        g_autoptr(GString) text = g_string_new(NULL);

        for (size_t i = 0; i < size; i++) {
                guint word = (guint) data[i] - WORDS;

                if (data[i] == COMMAND || data[i] == PUMP)
                        say(server, text);
                if (data[i] == COMMAND)
                        act(qmp);
                else if (data[i] == PUMP)
                        pump(qmp);
                else if (data[i] >= WORDS && word < G_N_ELEMENTS(words))
                        g_string_append(text, words[word]);
                else
                        g_string_append_c(text, (char) data[i]);
        }
        say(server, text);
        shutdown(server, SHUT_WR);
        pump(qmp);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *path = NULL;
        TckJournal *journal;
        int pair[2], file;
        Qmp *qmp;

        file = memfd_create("journal", 0);
        path = g_strdup_printf("/proc/self/fd/%d", file);
        journal = tck_journal_create("/", path, NULL);
        assert(journal && socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
        qmp = qmp_new(pair[0], journal);
        converse(qmp, pair[1], data, size);
        check_events(qmp);
        check_journal(journal, file);
        qmp_free(qmp);
        tck_journal_close(journal);
        close(pair[1]);
        close(file);
        return 0;
}
