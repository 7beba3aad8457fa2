/* SPDX-License-Identifier: BSD-2-Clause */
/* The host's end of the wire. The test plays the guest: it sends on the other end, also what no guest should. */
#include "probe.h"

#include "common.h"

#define HELLO "hello pvpanic-tck 1 boot=multiboot arch=x86_64\n"

typedef struct {
        TckProbe *probe;
        int guest; /* the guest's end; -1 once it is closed */
        char *path;
        TckJournal *journal;
} Fixture;

static void set_up(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        int ours;

        make_sockets(SOCK_STREAM, &ours, &f->guest);
        f->path = make_scratch("wire.log");
        f->journal = tck_journal_create("/", f->path, NULL);
        g_assert_nonnull(f->journal);
        f->probe = tck_probe_new(ours, f->journal);
}

static void close_guest(Fixture *f) {
        close(f->guest);
        f->guest = -1;
}

static void tear_down(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        tck_probe_free(f->probe);
        tck_journal_close(f->journal);
        remove_scratch(f->path);
        if (f->guest >= 0)
                close_guest(f);
}

/* ---- both sides ---- */

static void say_bytes(Fixture *f, const char *bytes, gsize length) {
        GError *error = NULL;

        g_assert_true(tck_write_all(f->guest, bytes, length, tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
}

static void say(Fixture *f, const char *text) {
        say_bytes(f, text, strlen(text));
}

static void pump(Fixture *f) {
        GError *error = NULL;
        gboolean good = tck_probe_pump(f->probe, &error);

        g_assert_no_error(error);
        g_assert_true(good);
}

/* The guest sends this, and the host accepts it. */
static void take(Fixture *f, const char *text) {
        say(f, text);
        pump(f);
}

static void assert_answer(Fixture *f, enum wire_kind kind, guint64 number, const char *values) {
        g_autoptr(GString) seen = g_string_new(NULL);
        struct wire_message message;

        g_assert_true(tck_probe_next(f->probe, &message));
        for (size_t i = 0; i < message.count; i++)
                g_string_append_printf(seen, "%s%s", i ? " " : "", message.value[i]);
        g_assert_cmpint(message.kind, ==, kind);
        g_assert_cmphex(message.number, ==, number);
        g_assert_cmpstr(seen->str, ==, values);
}

static void assert_no_answer(Fixture *f) {
        struct wire_message message;

        g_assert_cmpuint(f->probe->answers.length, ==, 0);
        g_assert_false(tck_probe_next(f->probe, &message));
}

/* Asserts the lines of the journal, without their times, separated by LF. */
static void assert_journal(Fixture *f, const char *expected) {
        g_autoptr(GString) seen = g_string_new(NULL);
        g_auto(GStrv) lines = NULL;

        g_assert_true(tck_journal_flush(f->journal, NULL));
        lines = read_lines(f->path);
        for (char **line = lines; *line && **line; line++)
                g_string_append_printf(seen, "%s%s", seen->len ? "\n" : "", strchr(*line, ' ') + 1);
        g_assert_cmpstr(seen->str, ==, expected);
}

/* ---- hello ---- */

static void test_hello(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        GError *error = NULL;

        g_assert_cmpuint(f->probe->hellos, ==, 0);
        say(f, HELLO);
        g_assert_true(tck_probe_await_hello(f->probe, 1, tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        g_assert_cmpuint(f->probe->hellos, ==, 1);
        g_assert_true(tck_probe_await_hello(f->probe, 1, 0, &error));
        assert_no_answer(f);
}

static void test_hello_in_pieces(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        for (const char *byte = HELLO; *byte; byte++) {
                g_assert_cmpuint(f->probe->hellos, ==, 0);
                say_bytes(f, byte, 1);
                pump(f);
        }
        g_assert_cmpuint(f->probe->hellos, ==, 1);
}

static void test_no_hello(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        GError *error = NULL;

        say(f, "SeaBIOS (version 1.16)\n# not yet\nhello pvpanic-tck 1");
        g_assert_false(tck_probe_await_hello(f->probe, 1, tck_deadline(0.05), &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "");
        g_assert_cmpuint(f->probe->hellos, ==, 0);
}

static void test_other_version(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        GError *error = NULL;

        say(f, "hello pvpanic-tck 2 boot=efi\n");
        g_assert_false(tck_probe_await_hello(f->probe, 1, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "version 2");
        g_assert_cmpuint(f->probe->hellos, ==, 0);
}

/* Firmware may print on the same port before the probe does: text, escape sequences, incomplete lines. */
static void test_garbage_before(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_assert_null(f->probe->garbage);
        take(f, "\033[2J\033[01;01HTianoCore\r\n\n0x1 ok stale\n0x2 error old\n\xff\xfe\n");
        assert_no_answer(f);
        g_assert_nonnull(f->probe->garbage);
        take(f, HELLO);
        g_assert_cmpuint(f->probe->hellos, ==, 1);
        g_assert_null(f->probe->garbage);
        assert_no_answer(f);
        take(f, "0x1 ok\n");
        assert_answer(f, WIRE_OK, 1, "");
}

/* The first line of garbage is kept for the message, and the answers around it are not lost. */
static void test_garbage_after(Fixture *f, gconstpointer data) {
        take(f, HELLO "0x1 ok 0x5\n");
        g_assert_null(f->probe->garbage);
        take(f, data);
        take(f, "\n0x2 ok 0x6\nmore of it\n");
        g_assert_nonnull(f->probe->garbage);
        g_assert_true(g_str_has_prefix(data, f->probe->garbage));
        g_assert_cmpuint(strlen(f->probe->garbage), <=, 80);
        assert_answer(f, WIRE_OK, 1, "0x5");
        assert_answer(f, WIRE_OK, 2, "0x6");
        assert_no_answer(f);
}

/* A guest that is reset runs its firmware again. */
static void test_garbage_between(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        take(f, HELLO "TianoCore\n");
        g_assert_cmpstr(f->probe->garbage, ==, "TianoCore");
        take(f, HELLO);
        g_assert_cmpuint(f->probe->hellos, ==, 2);
        g_assert_null(f->probe->garbage);
}

static void test_hello_again(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        GError *error = NULL;

        take(f, HELLO "0x1 ok first life\n");
        g_assert_cmpuint(f->probe->answers.length, ==, 1);
        g_assert_false(tck_probe_await_hello(f->probe, 2, tck_deadline(0), &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "");

        say(f, HELLO);
        g_assert_true(tck_probe_await_hello(f->probe, 2, tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        g_assert_cmpuint(f->probe->hellos, ==, 2);
        assert_no_answer(f);
        take(f, "0x2 ok second life\n");
        assert_answer(f, WIRE_OK, 2, "second life");
}

/* A guest that resets itself answers first, and may be back before that is read. */
static void test_before_hello(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        struct wire_message message;

        take(f, HELLO "0x1 ok\n0x2 ok\n" HELLO);
        g_assert_false(tck_probe_next(f->probe, &message));
        g_assert_true(tck_probe_before_hello(f->probe, 2, &message));
        g_assert_cmpint(message.kind, ==, WIRE_OK);
        g_assert_false(tck_probe_before_hello(f->probe, 2, &message));
        take(f, "0x3 ok\n" HELLO);
        g_assert_false(tck_probe_before_hello(f->probe, 2, &message));
        take(f, HELLO);
        g_assert_false(tck_probe_before_hello(f->probe, 3, &message));
}

static void test_skip_hello(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        GError *error = NULL;

        f->probe->hellos = 1;
        g_assert_true(tck_probe_await_hello(f->probe, 1, tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        take(f, "0x1 ok\n");
        assert_answer(f, WIRE_OK, 1, "");
        g_assert_null(f->probe->garbage);
}

/* ---- commands and answers ---- */

static void test_commands(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        static const char expected[] = "0x1 in 1 0x505\n0x2 out 1 0x505 0x1\n0x3 halt\n";
        char heard[sizeof expected + 1] = "";
        guint64 sequence = 0;
        GError *error = NULL;

        g_assert_true(tck_probe_send(f->probe, "in 1 0x505", &sequence, &error));
        g_assert_cmpuint(sequence, ==, 1);
        g_assert_true(tck_probe_send(f->probe, "out 1 0x505 0x1", NULL, &error));
        g_assert_true(tck_probe_send(f->probe, "halt", &sequence, &error));
        g_assert_cmpuint(sequence, ==, 3);
        g_assert_no_error(error);
        g_assert_cmpint(recv(f->guest, heard, sizeof heard, MSG_DONTWAIT), ==, (gssize) strlen(expected));
        g_assert_cmpstr(heard, ==, expected);
}

/* Text from a guest or a monitor may be part of a command: it is not sent if it is too long, or would be two lines. */
static void test_commands_refused(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        static const char *const odd[] = {"in 1\n0x2 halt", "in\r", "in \x7f", "in \xc3\xa9", "in\t1"};
        g_autofree char *longest = g_strnfill(WIRE_LINE_MAX - strlen("0x1 "), 'v');
        g_autofree char *over = g_strconcat(longest, "v", NULL), *far_over = g_strnfill(1 << 20, 'v');
        const char *const too_long[] = {over, far_over};
        guint64 sequence = 0;
        char byte;
        GError *error = NULL;

        for (gsize i = 0; i < G_N_ELEMENTS(too_long); i++) {
                g_assert_false(tck_probe_send(f->probe, too_long[i], &sequence, &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, "too long for the wire, which allows 4096");
        }
        for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
                g_assert_false(tck_probe_send(f->probe, odd[i], &sequence, &error));
                assert_failed(error, TCK_ERROR_PROTOCOL, "which the wire does not allow");
        }
        g_assert_cmpint(recv(f->guest, &byte, 1, MSG_DONTWAIT), ==, -1);
        g_assert_true(tck_probe_send(f->probe, longest, &sequence, &error));
        g_assert_no_error(error);
        g_assert_cmpuint(sequence, ==, 1);
}

/* A command made from the longest possible answer exceeds the limit by its operation. */
static void test_command_of_answer(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_autofree char *value = g_strnfill(WIRE_LINE_MAX - strlen("0x1 ok "), 'v'), *command = NULL;
        g_autofree char *line = g_strdup_printf(HELLO "0x1 ok %s\n", value);
        struct wire_message message;
        GError *error = NULL;

        take(f, line);
        g_assert_true(tck_probe_next(f->probe, &message));
        command = g_strdup_printf("acpi-evaluate %s", message.value[0]);
        g_assert_false(tck_probe_send(f->probe, command, NULL, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "too long");
}

static void test_answers_in_order(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        take(f, HELLO "0x1 ok 0x3\r\n# by the way\n0x2 fau");
        g_assert_cmpuint(f->probe->answers.length, ==, 1);
        take(f, "lt 0xd 0x0 0x101234\n0x3 error not-found no such file\n0x3 ok twice\n");
        g_assert_cmpuint(f->probe->answers.length, ==, 4);

        assert_answer(f, WIRE_OK, 1, "0x3");
        assert_answer(f, WIRE_FAULT, 2, "0xd 0x0 0x101234");
        g_assert_cmpuint(f->probe->answers.length, ==, 2);
        assert_answer(f, WIRE_ERROR, 3, "not-found no such file");
        assert_answer(f, WIRE_OK, 3, "twice");
        assert_no_answer(f);
}

/* An answer stays valid while others arrive. */
static void test_answer_stays(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        struct wire_message message;

        take(f, HELLO "0x1 ok value\n");
        g_assert_true(tck_probe_next(f->probe, &message));
        take(f, "0x2 ok other\n" HELLO);
        g_assert_cmpuint(message.count, ==, 1);
        g_assert_cmpstr(message.value[0], ==, "value");
}

/* ---- a broken wire ---- */

static void test_closed(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        GError *error = NULL;

        say(f, HELLO "0x1 ok last\n0x2 o");
        close_guest(f);
        g_assert_false(tck_probe_pump(f->probe, &error));
        assert_failed(error, TCK_ERROR_CLOSED, "closed");
        /* The last complete line counts, an incomplete one does not. */
        assert_answer(f, WIRE_OK, 1, "last");
        assert_no_answer(f);
        g_assert_false(tck_probe_send(f->probe, "halt", NULL, &error));
        assert_failed(error, TCK_ERROR_CLOSED, "");
        g_assert_false(tck_probe_await_hello(f->probe, 2, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_CLOSED, "");
}

static char *binary(gsize length) {
        g_autoptr(GRand) random = g_rand_new_with_seed(1);
        char *bytes = g_malloc(length);

        for (gsize i = 0; i < length; i++)
                bytes[i] = (char) g_rand_int(random);
        return bytes;
}

/* Garbage that is much longer than a line. */
static void test_binary_flood(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_autofree char *bytes = binary(65536);

        for (guint i = 0; i < 16; i++) {
                say_bytes(f, bytes, 65536);
                pump(f);
        }
        g_assert_cmpuint(f->probe->hellos, ==, 0);
        take(f, "\n" HELLO "0x1 ok\n");
        g_assert_cmpuint(f->probe->hellos, ==, 1);
        g_assert_null(f->probe->garbage);

        say_bytes(f, bytes, 65536);
        pump(f);
        g_assert_nonnull(f->probe->garbage);
        assert_answer(f, WIRE_OK, 1, "");
        assert_no_answer(f);
}

/* Of unexpected answers some are kept, and the others take no memory. */
static void test_answer_flood(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_autoptr(GString) flood = g_string_new(NULL);
        struct wire_message message;
        guint count = 0;

        for (guint i = 0; i < 1000; i++)
                g_string_append(flood, "0x1 ok 0x1234567890abcdef\n");
        take(f, HELLO);
        for (guint i = 0; i < 100; i++)
                take(f, flood->str);
        g_assert_cmpuint(f->probe->answers.length, <, 100);
        g_assert_nonnull(f->probe->garbage);
        while (tck_probe_next(f->probe, &message))
                count++;
        g_assert_cmpuint(count, >, 0);
        take(f, "0x2 ok\n");
        assert_answer(f, WIRE_OK, 2, "");
}

static gpointer talk_for_ever(gpointer data) {
        g_autofree char *remarks = g_strnfill(65536, '\n');
        int fd = GPOINTER_TO_INT(data);

        for (gsize i = 0; i < 65536; i += 2)
                remarks[i] = '#';
        while (tck_write_all(fd, remarks, 65536, tck_deadline(PATIENCE), NULL))
                ;
        return NULL;
}

/* A guest that never stops sending does not extend the deadline. */
static void test_hello_in_a_flood(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        GThread *guest = g_thread_new("guest", talk_for_ever, GINT_TO_POINTER(f->guest));
        GError *error = NULL;

        g_assert_false(tck_probe_await_hello(f->probe, 1, tck_deadline(0.05), &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "before the deadline");
        tck_probe_free(g_steal_pointer(&f->probe));
        g_thread_join(guest);
}

static void test_long_lines(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_autofree char *value = g_strnfill(WIRE_LINE_MAX - strlen("0x1 ok "), 'v');
        g_autofree char *longest = g_strdup_printf("0x1 ok %s\n", value);
        g_autofree char *over = g_strdup_printf("0x2 ok %sv\n", value);

        take(f, HELLO);
        take(f, longest);
        assert_answer(f, WIRE_OK, 1, value);
        g_assert_null(f->probe->garbage);
        take(f, over);
        g_assert_nonnull(f->probe->garbage);
        assert_no_answer(f);
}

/* A malformed line is not a hello, although its beginning looks like one. */
static void test_bad_hello(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        take(f, "hello pvpanic-tck 1 \xff\n");
        g_assert_cmpuint(f->probe->hellos, ==, 0);
}

static void test_journal(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        take(f, "TianoCore\nba\xff"
                "d\nhello pvpanic-tck 1\n# remark\n");
        g_assert_true(tck_probe_send(f->probe, "in 1 0x505", NULL, NULL));
        take(f, "0x1 ok 0x3\r\n");
        take(f, "what?\n");
        assert_journal(f, "< TianoCore\n! ba\n< hello pvpanic-tck 1\n< # remark\n> 0x1 in 1 0x505\n< 0x1 ok 0x3\n"
                          "< what?");
}

/* It also works without a journal. */
static void test_no_journal(void) {
        int ours, theirs;
        TckProbe *probe;

        make_sockets(SOCK_STREAM, &ours, &theirs);
        probe = tck_probe_new(ours, NULL);
        g_assert_true(tck_write_all(theirs, HELLO, strlen(HELLO), tck_deadline(PATIENCE), NULL));
        g_assert_true(tck_probe_pump(probe, NULL));
        g_assert_true(tck_probe_send(probe, "halt", NULL, NULL));
        tck_probe_free(probe);
        tck_probe_free(NULL);
        close(theirs);
}

static const char long_text[] =
        "0x1 okay, but it goes on, and on, and on, and on, and on, and on, and on, and on, and on";

static void add(const char *path, void (*test)(Fixture *, gconstpointer), const char *data) {
        g_test_add(path, Fixture, data, set_up, test, tear_down);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        add("/probe/hello/one", test_hello, NULL);
        add("/probe/hello/in-pieces", test_hello_in_pieces, NULL);
        add("/probe/hello/none", test_no_hello, NULL);
        add("/probe/hello/other-version", test_other_version, NULL);
        add("/probe/garbage/before-hello", test_garbage_before, NULL);
        add("/probe/garbage/between-hellos", test_garbage_between, NULL);
        add("/probe/garbage/text", test_garbage_after, "TianoCore");
        add("/probe/garbage/empty-line", test_garbage_after, "");
        add("/probe/garbage/binary", test_garbage_after, "0x2 ok\x01");
        add("/probe/garbage/no-kind", test_garbage_after, "0x2 perhaps");
        add("/probe/garbage/long", test_garbage_after, long_text);
        add("/probe/hello/again", test_hello_again, NULL);
        add("/probe/hello/answer-before-it", test_before_hello, NULL);
        add("/probe/hello/skipped", test_skip_hello, NULL);
        add("/probe/hello/bad", test_bad_hello, NULL);
        add("/probe/commands", test_commands, NULL);
        add("/probe/answers/in-order", test_answers_in_order, NULL);
        add("/probe/answers/stay", test_answer_stays, NULL);
        add("/probe/wire/closed", test_closed, NULL);
        add("/probe/wire/binary-flood", test_binary_flood, NULL);
        add("/probe/wire/answer-flood", test_answer_flood, NULL);
        add("/probe/wire/hello-in-a-flood", test_hello_in_a_flood, NULL);
        add("/probe/commands/refused", test_commands_refused, NULL);
        add("/probe/commands/of-an-answer", test_command_of_answer, NULL);
        add("/probe/wire/long-lines", test_long_lines, NULL);
        add("/probe/journal", test_journal, NULL);
        g_test_add_func("/probe/no-journal", test_no_journal);
        return g_test_run();
}
