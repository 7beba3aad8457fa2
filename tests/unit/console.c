/* SPDX-License-Identifier: BSD-2-Clause */
/* How crashes on consoles are parsed: consoles of real guests, consoles after public reports, and the texts below. */
#include "console_parser.h"

#include <string.h>
#include <time.h>

#include "console_line.h"
#include "console_pattern.h"
#include "console_reader.h"
#include "console_skim.h"

static char *fixtures(void) {
        return g_build_filename(TCK_SOURCE_DIRECTORY, "tests/fixtures/console", NULL);
}

static TckOops *parse(const char *text) {
        return tck_console_parse(text, strlen(text));
}

/* ---- each console of tests/fixtures/console: NAME.log, and what NAME.ini expects of it ---- */

static void check_text(GKeyFile *expected, const char *key, const char *value) {
        g_autofree char *wanted = g_key_file_get_string(expected, "crash", key, NULL);

        g_test_message("%s: %s", key, value ? value : "(none)");
        g_assert_cmpstr(value, ==, wanted);
}

static void check_list(GKeyFile *expected, const char *key, const GPtrArray *list) {
        gsize length = 0;
        g_auto(GStrv) wanted = g_key_file_get_string_list(expected, "crash", key, &length, NULL);

        for (guint i = 0; i < MAX(list->len, length); i++) {
                const char *text = i < list->len ? list->pdata[i] : NULL;

                g_test_message("%s %u: %s", key, i, text ? text : "(none)");
                g_assert_cmpstr(text, ==, i < length ? wanted[i] : NULL);
        }
}

static gboolean has(const GPtrArray *list, const char *text) {
        return g_ptr_array_find_with_equal_func((GPtrArray *) list, text, g_str_equal, NULL);
}

/* The .ini names only some registers. */
static void check_registers(GKeyFile *expected, const GPtrArray *registers) {
        g_auto(GStrv) wanted = g_key_file_get_string_list(expected, "crash", "registers", NULL, NULL);

        for (char **each = wanted; each && *each; each++) {
                g_test_message("register: %s", *each);
                g_assert_true(has(registers, *each));
        }
}

static void check(GKeyFile *expected, const TckOops *oops) {
        if (g_key_file_has_group(expected, "nothing")) {
                g_assert_null(oops);
                return;
        }
        g_assert_nonnull(oops);
        check_text(expected, "origin", oops->origin);
        check_text(expected, "cause", oops->cause);
        check_text(expected, "panic", oops->panic);
        check_text(expected, "cpu", oops->cpu);
        check_text(expected, "task", oops->task);
        check_text(expected, "system", oops->system);
        check_text(expected, "ip", oops->ip);
        check_text(expected, "crash_kernel", oops->crash_kernel);
        check_registers(expected, oops->registers);
        check_list(expected, "backtrace", oops->backtrace);
        check_list(expected, "details", oops->details);
        check_list(expected, "earlier", oops->earlier);
        g_assert_cmpint(oops->over, ==, g_key_file_get_boolean(expected, "crash", "over", NULL));
        g_assert_cmpint(oops->last, ==, g_key_file_get_boolean(expected, "crash", "last", NULL));
}

static GKeyFile *read_expected(const char *name) {
        g_autofree char *folder = fixtures(), *file = g_strconcat(name, ".ini", NULL);
        g_autofree char *path = g_build_filename(folder, file, NULL);
        GKeyFile *expected = g_key_file_new();
        g_autoptr(GError) error = NULL;

        g_key_file_load_from_file(expected, path, G_KEY_FILE_NONE, &error);
        g_assert_no_error(error);
        return expected;
}

static char *read_log(const char *name, gsize *ret_length) {
        g_autofree char *folder = fixtures(), *file = g_strconcat(name, ".log", NULL);
        g_autofree char *path = g_build_filename(folder, file, NULL);
        g_autoptr(GError) error = NULL;
        char *text = NULL;

        g_file_get_contents(path, &text, ret_length, &error);
        g_assert_no_error(error);
        return text;
}

static TckOops *parse_in_pieces(const char *text, gsize length, gsize piece) {
        g_autoptr(TckConsoleParser) parser = tck_console_parser_new();

        for (gsize at = 0; at < length; at += piece)
                tck_console_parser_feed(parser, text + at, MIN(piece, length - at));
        return tck_console_parser_end(parser);
}

static void test_fixture(gconstpointer name) {
        g_autoptr(GKeyFile) expected = read_expected(name);
        gsize length;
        g_autofree char *text = read_log(name, &length);
        g_autoptr(TckOops) oops = tck_console_parse(text, length);

        check(expected, oops);
}

/* The result is the same whatever the pieces in which the console arrives, and after any harmless lines. */
static void test_fixture_in_pieces(gconstpointer name) {
        static const gsize pieces[] = {1, 7, 4096};
        g_autoptr(GKeyFile) expected = read_expected(name);
        gsize length;
        g_autofree char *text = read_log(name, &length);
        g_autoptr(GString) filled = g_string_new(NULL);

        for (guint i = 0; i < 3000; i++)
                g_string_append_printf(filled, "a line of a service that starts, number %u\r\n", i);
        g_string_append_len(filled, text, (gssize) length);
        for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
                g_autoptr(TckOops) oops = parse_in_pieces(text, length, pieces[i]);
                g_autoptr(TckOops) behind = parse_in_pieces(filled->str, filled->len, pieces[i]);

                g_test_message("in pieces of %" G_GSIZE_FORMAT " bytes", pieces[i]);
                check(expected, oops);
                g_test_message("after other lines");
                check(expected, behind);
        }
}

/* ---- lines ---- */

static void add_line(const TckConsoleLine *line, gpointer data) {
        g_string_append_printf(data, "%s|%s|%s|%.6f\n", line->text, line->prompt == line->text ? "" : line->prompt,
                               line->caller, line->stamped ? line->time : -1);
}

/* The prefix of a line is separated from its text: each line as "words|words after a prompt|caller|time". */
static void test_lines(void) {
        static const struct {
                const char *text, *lines;
        } table[] = {
                {"plain words\n", "plain words|||-1.000000\n"},
                {"no newline", "no newline|||-1.000000\n"},
                {"\r\n\n \n", ""},
                {"[    1.234567] words\r\n", "words|||1.234567\n"},
                {"[    1.5] words", "words|||1.500000\n"},
                {"[  1.234567][  T701] words", "words||T701|1.234567\n"},
                {"[  1.234567] [ C0] words", "[ C0] words|||1.234567\n"},
                {"<4>[  1.234567] words", "words|||1.234567\n"},
                {"[  1.234567@3] words", "words|||1.234567\n"},
                {"[  1.234567,5] words", "words|||1.234567\n"},
                {"[  1.234567 words", "[  1.234567 words|||-1.000000\n"},
                {"[1.] [.1] [] [a.b] words", "[1.] [.1] [] [a.b] words|||-1.000000\n"},
                {"a[  1.000000] b <6>[  2.000000] c", "b|||1.000000\nc|||2.000000\n"},
                {"took [0.5] seconds", "took [0.5] seconds|||-1.000000\n"},
                {"16:56:35 words", "words|||-1.000000\n"},
                {"2026-11-26T02:17:58.123456+00:00 guest kernel: words", "words|||-1.000000\n"},
                {"Nov  6 02:17:58 guest kernel: words", "words|||-1.000000\n"},
                {"Nov 26 02:17:58 guest sshd[1]: words", "sshd[1]: words|||-1.000000\n"},
                {"[guest0/uart0] words", "words|||-1.000000\n"},
                {"guest-1  | words", "words|||-1.000000\n"},
                {"guest login: words", "guest login: words|words||-1.000000\n"},
                {"root@guest:~# words", "root@guest:~# words|words||-1.000000\n"},
                {"/ # words", "/ # words|||-1.000000\n"},
                {"progress 1\rprogress 2\rdone\n",
                 "progress 1|||-1.000000\nprogress 2|||-1.000000\ndone|||-1.000000\n"},
                {"\x1b[0;31mred\x1b[0m\x1b(B \x1b]0;title\x07 and\x1b]3008;x\x1b\\ all\x1b[K\n",
                 "red  and all|||-1.000000\n"},
                {"wrong\b\b\b\b\bright\n", "right|||-1.000000\n"},
                {"\x1b[", ""},
                {"\x1b]never ends", ""},
                {"a\x1b", "a|||-1.000000\n"},
                {"\xff\xfe\n", "\xef\xbf\xbd\xef\xbf\xbd|||-1.000000\n"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(GString) lines = g_string_new(NULL);
                g_autoptr(TckConsoleLines) splitter = tck_console_lines_new(add_line, lines);

                tck_console_lines_feed(splitter, table[i].text, strlen(table[i].text));
                tck_console_lines_end(splitter);
                g_assert_cmpstr(lines->str, ==, table[i].lines);
        }
}

/* ---- beginnings of crashes among other lines ---- */

static gboolean begins_something(const TckForm *form) {
        const guint beginnings =
                TCK_FORM_BOOT | TCK_FORM_BEGIN | TCK_FORM_MORE | TCK_FORM_FATAL | TCK_FORM_CRASH_KERNEL | TCK_FORM_PIN;

        return (form->does & beginnings) != 0;
}

/*
 * The beginning of each form is found: its pattern compiles, and its key is long enough, and is found anywhere in a
 * line.
 */
static void test_forms_are_found(void) {
        const GPtrArray *readers = tck_console_readers();

        for (guint i = 0; i < readers->len; i++) {
                const TckReader *reader = readers->pdata[i];

                for (gsize j = 0; j < reader->n_forms; j++) {
                        const TckForm *form = &reader->forms[j];
                        g_auto(GStrv) keys = g_strsplit(form->key ? form->key : form->words, "|", -1);

                        if (form->pattern)
                                tck_console_pattern(form->pattern);
                        for (char **key = keys; begins_something(form) && *key; key++)
                                for (guint before = 0; before < 8; before++) {
                                        g_autofree char *text = g_strdup_printf("%*s%s", (int) before, "", *key);

                                        if (before == 0)
                                                g_test_message("%s: \"%s\"", reader->name, *key);
                                        g_assert_cmpuint(strlen(*key), >=, 7);
                                        g_assert_nonnull(tck_console_skim(text, strlen(text)));
                                }
                }
        }
}

/* ---- times and failures ---- */

/* Repetitive lines for which a pattern that backtracks would take forever. */
static void test_tedious(void) {
        static const struct {
                const char *before, *after; /* with many blanks between them */
        } lines[] = {{"AX", "z"},
                     {"R1 R1 R1 R1 R1 R1 R1 ", "z"},
                     {"\x1b[0;0;0;0;0;0;0", "z"},
                     {"CPU: 1 PID: 1 Comm: ", "Tainted"},
                     {"+0x1/0x1+0x1/0x1+0x1/0x1 [", "z"},
                     {"<1>[ 1.1] [", "T"},
                     {"[ 1.000000] [ 1.000000] [ 1.000000] ", "z"},
                     {"a b c d e f | ", "z"},
                     {" ? ? ? [<0> [<0> ", "f+0x1"}};

        for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
                g_autoptr(GString) text = g_string_new("BUG: unable to handle it\nCall Trace:\n");
                g_autoptr(TckOops) oops = NULL;
                clock_t began = clock();

                for (guint line = 0; line < 250; line++)
                        g_string_append_printf(text, "%s%*s%s\n", lines[i].before, 450, "", lines[i].after);
                oops = tck_console_parse(text->str, text->len);
                g_test_message("\"%s\": %.2f s", lines[i].before, (double) (clock() - began) / CLOCKS_PER_SEC);
                g_assert_cmpstr(oops->cause, ==, "BUG: unable to handle it");
        }
}

static const char own[] = "pvpanic-tck, multiboot probe\n"
                          "assertion failed: the probe lives on (probe/raise.c:49)\n"
                          "\noops: invalid opcode (#UD, vector 6)\n"
                          "error code 0x0\n"
                          "RIP 0008:0000000000103f5e  RSP 0010:0000000000155c78\n"
                          "RAX 0000000000000007  RBX 00000000000000ff  RCX 0000000000000000\n"
                          "backtrace, of an image at 0x100000:\n"
                          "  0x103f5e\n"
                          "  0x103fff\n"
                          "  no frame at 0x5: it is below its callee's\n"
                          "pvpanic: 0x1 to port 0x505\n"
                          "halted\n";

static void test_own(void) {
        g_autoptr(TckOops) oops = parse(own);

        g_assert_cmpstr(oops->origin, ==, "pvpanic-tck");
        g_assert_cmpstr(oops->cause, ==, "assertion failed: the probe lives on (probe/raise.c:49)");
        g_assert_cmpstr(oops->panic, ==, "invalid opcode (#UD, vector 6)");
        g_assert_cmpstr(oops->ip, ==, "0008:0000000000103f5e");
        g_assert_true(oops->has_image && oops->over && oops->last);
        g_assert_cmphex(oops->image, ==, 0x100000);
        g_assert_true(has(oops->registers, "RBX 00000000000000ff"));
        g_assert_cmpuint(oops->backtrace->len, ==, 3);
        g_assert_cmpstr(oops->backtrace->pdata[1], ==, "0x103fff");
}

/* The probes of other architectures. */
static void test_own_others(void) {
        static const struct {
                const char *text, *cause, *ip, *reg;
        } table[] = {
                {"oops: breakpoint (EC 0x3c, vector 4)\nPC  0000000040201234  SP  0000000040300000  PSTATE 600003c5\n"
                 "X00 0000000000000001  X01 0000000000000002  X02 0000000000000003\n"
                 "backtrace, of an image at 0x40200000:\n  0x40201234\nhalted\n",
                 "breakpoint (EC 0x3c, vector 4)", "0000000040201234", "X01 0000000000000002"},
                {"oops: illegal instruction (vector 2)\nPC  0000000080201234  STATUS 0000000200000100\n"
                 "CAUSE 0000000000000002  STVAL 0000000000000000\n"
                 "backtrace, of an image at 0x80200000:\n  0x80201234\nhalted\n",
                 "illegal instruction (vector 2)", "0000000080201234", "CAUSE 0000000000000002"},
                {"oops: program interrupt (vector 0x700)\n"
                 "NIP 0000000000408010  MSR 8000000000080002  LR 00000000004081c0\n"
                 "R0 0000000000000001 0000000000000002 0000000000000003 0000000000000004\n"
                 "backtrace, of an image at 0x400000:\n  0x408010\nstopped\n",
                 "program interrupt (vector 0x700)", "0000000000408010", "LR 00000000004081c0"},
                {"oops: operation exception (code 0x1)\nPSW 0000000180000000 0000000000012346\n"
                 "R0 0000000000000001 0000000000000002 0000000000000003 0000000000000004\n"
                 "backtrace, of an image at 0x10000:\n  0x12346\nstopped\n",
                 "operation exception (code 0x1)", "0000000000012346", "R0 0000000000000001"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autofree char *text = g_strconcat("pvpanic-tck, kernel probe\n\n", table[i].text, NULL);
                g_autoptr(TckOops) oops = parse(text);

                g_assert_cmpstr(oops->origin, ==, "pvpanic-tck");
                g_assert_cmpstr(oops->cause, ==, table[i].cause);
                g_assert_cmpstr(oops->ip, ==, table[i].ip);
                g_assert_true(has(oops->registers, table[i].reg));
                g_assert_true(oops->has_image && oops->over && oops->last);
                g_assert_cmpuint(oops->backtrace->len, ==, 1);
        }
}

/* The first of several counts; the others once leaked memory, one block per line (found by the fuzzer). */
static void test_many_ips(void) {
        g_autoptr(TckOops) oops =
                parse("oops: breakpoint (#BP, vector 3)\nRIP 0008:1000  RSP 0010:2000\nRIP 0008:3000\nRIP 0008:4000\n");
        g_autoptr(TckOops) edk2 = parse("!!!! X64 Exception Type - 03(#BP)  CPU Apic ID - 00000000 !!!!\n"
                                        "RIP  - 0000000000001000, EIP - 0000000000002000\n");

        g_assert_cmpstr(oops->ip, ==, "0008:1000");
        g_assert_cmpstr(edk2->ip, ==, "0000000000001000");
}

/* Lines after the crash: another boot, or a guest that goes on. */
static void test_what_follows(void) {
        g_autofree char *booted = g_strconcat(own, "SeaBIOS (version 1.16.2)\n", NULL);
        g_autofree char *on = g_strconcat(own, "one\ntwo\nthree\nfour\nfive\n", NULL);
        g_autofree char *linux = g_strconcat("Kernel panic - not syncing: x\n", "one\ntwo\nthree\nfour\nfive\n", NULL);
        g_autoptr(TckOops) went_on = parse(on), panicked = parse(linux);

        g_assert_null(parse(booted));
        g_assert_false(went_on->last);
        /* Linux does not go on after a panic, whatever it prints. */
        g_assert_true(panicked->last);
}

/* A guest prints its crash before it reports it. */
static void test_over(void) {
        static const struct {
                const char *text;
                gboolean over;
        } table[] = {
                {"oops: x (vector 40)\n", FALSE},
                {"oops: x (vector 40)\nbacktrace, of an image at 0x1:\n  0x1\npvpanic: 0x1 to port 0x505\n", FALSE},
                {"oops: x (vector 40)\nhalted\n", TRUE},
                {"Kernel panic - not syncing: x\nCall Trace:\n </TASK>\nKernel Offset: 0x0\n", FALSE},
                {"Kernel panic - not syncing: x\n---[ end Kernel panic - not syncing: x ]---\n", TRUE},
                {"!!!! X64 Exception Type - 0D(#GP - y)  CPU Apic ID - 00000000 !!!!\n", FALSE},
                {"!!!! X64 Exception Type - 0D(#GP - y)  CPU Apic ID - 0 !!!!\n!!!! Can't find image information. "
                 "!!!!\n",
                 TRUE},
                {"ASSERT [A] b(1): c\n", TRUE},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckOops) oops = parse(table[i].text);

                g_test_message("%s", table[i].text);
                g_assert_cmpint(oops->over, ==, table[i].over);
                g_assert_true(oops->last);
        }
}

static void test_other_words(void) {
        static const struct {
                const char *text, *origin, *panic;
        } table[] = {
                {"", NULL, NULL},
                {"all is well\n", NULL, NULL},
                {"the words Kernel panic - not syncing: x, within a line\n", NULL, NULL},
                {"<0>[    1.5][    T1] Kernel panic - not syncing: x\r\n", "linux", "x"},
                {"Kernel panic: Fatal exception\n", "linux", "Fatal exception"},
                {"\x1b[2J\x1b[01;01HASSERT [Foo] /a/Foo.c(12): 0 == 1\r\n", "edk2",
                 "ASSERT [Foo] /a/Foo.c(12): 0 == 1"},
                {"!!!! X64 Exception Type - ", NULL, NULL},
                {"!!!! IA32 Exception Type - 06(#UD - Invalid Opcode)  CPU Apic ID - 0000000A !!!!\n", "edk2",
                 "06(#UD - Invalid Opcode)"},
                {"oops: x (vector 40)", "pvpanic-tck", "x (vector 40)"},
                {"oops: ", NULL, NULL},
                {"oops: no network yet", NULL, NULL},
                {"oops: \xff (vector 40)\n", "pvpanic-tck", "\xef\xbf\xbd (vector 40)"},
                {"panic: trap\n", NULL, NULL},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckOops) oops = parse(table[i].text);

                g_test_message("%s", table[i].text);
                g_assert_cmpstr(oops ? oops->origin : NULL, ==, table[i].origin);
                g_assert_cmpstr(oops ? oops->panic : NULL, ==, table[i].panic);
        }
}

/* panic_print=1: hundreds of kilobytes of other tasks' traces follow the panic, and its last line follows them. */
static void test_all_tasks(void) {
        g_autoptr(GString) text =
                g_string_new("[   59.000000] BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
                             "[   59.000200] CPU: 0 PID: 701 Comm: cat Not tainted 6.6.0 #1\n"
                             "[   59.000400] Call Trace:\n"
                             "[   59.000600]  vfs_read+0x99/0x2b0\n"
                             "[   59.000800] ---[ end trace 0000000000000000 ]---\n"
                             "[   59.000900] Kernel panic - not syncing: Fatal exception\n");
        g_autoptr(TckOops) oops = NULL;

        for (guint i = 0; i < 2000; i++)
                g_string_append_printf(
                        text,
                        "[   60.%06u] task:kworker/0:%u   state:I stack:0     pid:%u  ppid:2      flags:0x00004000\n"
                        "[   60.%06u] Call Trace:\n[   60.%06u]  __schedule+0x2eb/0x8d0\n"
                        "[   60.%06u]  kthread+0xe5/0x120\n",
                        i, i, 1000 + i, i, i, i);
        g_string_append(text, "[   61.000100] ---[ end Kernel panic - not syncing: Fatal exception ]---\n");
        oops = parse_in_pieces(text->str, text->len, 65536);
        g_assert_cmpstr(oops->cause, ==, "BUG: kernel NULL pointer dereference, address: 0000000000000008");
        g_assert_cmpstr(oops->panic, ==, "Fatal exception");
        g_assert_cmpstr(oops->task, ==, "cat (701)");
        g_assert_cmpuint(oops->backtrace->len, ==, 1);
        g_assert_true(oops->over && oops->last);
}

/* However much a guest prints, little of it is kept. */
static void test_too_much(void) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(TckOops) oops = NULL;

        for (guint i = 0; i < 1000; i++)
                g_string_append(text, "BUG: unable to handle it\nCall Trace:\n f+0x1/0x2\n---[ end trace 0 ]---\n");
        g_string_append(text, "Kernel panic - not syncing: ");
        for (guint i = 0; i < 100000; i++)
                g_string_append_c(text, 'x');
        g_string_append(text, "\nCall Trace:\n");
        for (guint i = 0; i < 1000; i++)
                g_string_append(text, " f+0x1/0x2\nKASAN: detail\n");
        oops = tck_console_parse(text->str, text->len);
        g_assert_cmpuint(strlen(oops->panic), <, 1000);
        g_assert_cmpuint(oops->backtrace->len, <, 100);
        g_assert_cmpuint(oops->details->len, <, 100);
        g_assert_cmpuint(oops->earlier->len, <, 100);
}

static void add_fixtures(void) {
        g_autofree char *folder = fixtures();
        g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
        const char *file;

        g_assert_nonnull(directory);
        while ((file = g_dir_read_name(directory)))
                if (g_str_has_suffix(file, ".log")) {
                        char *name = g_strndup(file, strlen(file) - strlen(".log"));
                        g_autofree char *path = g_strconcat("/console/told/", name, NULL);
                        g_autofree char *pieces = g_strconcat("/console/in-pieces/", name, NULL);

                        g_test_add_data_func(path, name, test_fixture);
                        g_test_add_data_func_full(pieces, name, test_fixture_in_pieces, g_free);
                }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        add_fixtures();
        g_test_add_func("/console/lines", test_lines);
        g_test_add_func("/console/forms-are-found", test_forms_are_found);
        g_test_add_func("/console/tedious", test_tedious);
        g_test_add_func("/console/own", test_own);
        g_test_add_func("/console/own-others", test_own_others);
        g_test_add_func("/console/many-ips", test_many_ips);
        g_test_add_func("/console/what-follows", test_what_follows);
        g_test_add_func("/console/over", test_over);
        g_test_add_func("/console/other-words", test_other_words);
        g_test_add_func("/console/all-tasks", test_all_tasks);
        g_test_add_func("/console/too-much", test_too_much);
        return g_test_run();
}
