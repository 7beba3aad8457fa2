/* SPDX-License-Identifier: BSD-2-Clause */
/* What a guest's console says of its crash: recorded consoles and malformed ones. */
#include "oops.h"

#include <string.h>
#include <time.h>

static const struct {
        const char *file;
        const char *origin, *cause, *panic, *cpu, *task, *ip; /* NULL: not known */
        const char *innermost, *outermost;                    /* of the backtrace */
        const char *reg;                                      /* a register of it */
        gboolean last;
} consoles[] = {
        {"linux-sysrq.txt", "linux", "Kernel panic - not syncing: sysrq triggered crash", "sysrq triggered crash", "0",
         "init (1)", NULL, "dump_stack_lvl+0x44/0x5c", "entry_SYSCALL_64_after_hwframe+0x6e/0xd8", NULL, TRUE},
        {"linux-unnotified.txt", "linux", "Kernel panic - not syncing: sysrq triggered crash", "sysrq triggered crash",
         "0", "init (1)", NULL, "dump_stack_lvl+0x44/0x5c", "entry_SYSCALL_64_after_hwframe+0x6e/0xd8", NULL, TRUE},
        {"linux-nmi.txt", "linux", "Uhhuh. NMI received for unknown reason 21 on CPU 0.", "NMI: Not continuing", "0",
         "swapper/0 (0)", NULL, "dump_stack_lvl+0x44/0x5c", "secondary_startup_64_no_verify+0xe4/0xeb", NULL, TRUE},
        {"linux-panic-only.txt", "linux", "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000300",
         "Attempted to kill init! exitcode=0x00000300", "0", "init (1)", NULL, "dump_stack_lvl+0x44/0x5c",
         "entry_SYSCALL_64_after_hwframe+0x6e/0xd8", NULL, TRUE},
        {"linux-no-root.txt", "linux", "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
         "VFS: Unable to mount root fs on unknown-block(0,0)", "0", "swapper/0 (1)", NULL, "dump_stack_lvl+0x44/0x5c",
         "ret_from_fork+0x22/0x30", NULL, TRUE},
        {"linux-oops.txt", "linux", "BUG: unable to handle page fault for address: ffffffffc04c0198", "Fatal exception",
         "0", "init (96)", "0010:filp_close+0x1d/0x70", "__x64_sys_close+0xd/0x50",
         "entry_SYSCALL_64_after_hwframe+0x6e/0xd8", "CR2 ffffffffc04c0198", TRUE},
        {"linux-6.12-sysrq.txt", "linux", "Kernel panic - not syncing: sysrq triggered crash", "sysrq triggered crash",
         "0", "init (1)", NULL, "dump_stack_lvl+0x5d/0x80", NULL, NULL, TRUE},
        {"linux-6.12-oops.txt", "linux", "BUG: unable to handle page fault for address: ffffffffc052f1d8",
         "Fatal exception", "0", "cat (148)", "0010:do_splice_read+0x34/0x90", "splice_direct_to_actor+0xbc/0x260",
         NULL, "CR2 ffffffffc052f1d8", TRUE},
        {"linux-7.2-nmi.txt", "linux", "Uhhuh. NMI received for unknown reason 21 on CPU 0.", "NMI: Not continuing",
         "0", "swapper/0 (0)", NULL, "dump_stack_lvl+0x5d/0x80", NULL, NULL, TRUE},
        {"edk2-gp.txt", "edk2", "0D(#GP - General Protection)", "0D(#GP - General Protection)", "0", NULL,
         "00000000062A84C5", NULL, NULL, "RAX 8000000000000000", TRUE},
};

static TckOops *parse(const char *text) {
        return tck_oops_parse(text, strlen(text));
}

static gboolean has(const GPtrArray *list, const char *text) {
        return g_ptr_array_find_with_equal_func((GPtrArray *) list, text, g_str_equal, NULL);
}

static void test_console(gconstpointer data) {
        gsize number = (gsize) data, length;
        g_autofree char *path =
                g_build_filename(TCK_SOURCE_DIRECTORY, "tests/fixtures/oops", consoles[number].file, NULL);
        g_autofree char *text = NULL;
        g_autoptr(GError) error = NULL;
        g_autoptr(TckOops) oops = NULL;

        g_file_get_contents(path, &text, &length, &error);
        g_assert_no_error(error);
        oops = tck_oops_parse(text, length);
        g_assert_nonnull(oops);
        g_assert_cmpstr(oops->origin, ==, consoles[number].origin);
        g_assert_cmpstr(oops->cause, ==, consoles[number].cause);
        g_assert_cmpstr(oops->panic, ==, consoles[number].panic);
        g_assert_cmpstr(oops->cpu, ==, consoles[number].cpu);
        g_assert_cmpstr(oops->task, ==, consoles[number].task);
        g_assert_cmpstr(oops->ip, ==, consoles[number].ip);
        g_assert_cmpint(oops->last, ==, consoles[number].last);
        if (consoles[number].innermost)
                g_assert_cmpstr(oops->backtrace->pdata[0], ==, consoles[number].innermost);
        else
                g_assert_cmpuint(oops->backtrace->len, ==, 0);
        if (consoles[number].outermost)
                g_assert_cmpstr(oops->backtrace->pdata[oops->backtrace->len - 1], ==, consoles[number].outermost);
        if (consoles[number].reg)
                g_assert_true(has(oops->registers, consoles[number].reg));
}

/* Repetitive lines, on which a pattern with backtracking would take for ever. */
static void test_tedious(void) {
        static const struct {
                const char *before, *after; /* and many blanks in between */
        } lines[] = {{"AX", "z"},
                     {"R1 R1 R1 R1 R1 R1 R1 ", "z"},
                     {"\x1b[0;0;0;0;0;0;0", "z"},
                     {"CPU: 1 PID: 1 Comm: ", "Tainted"},
                     {"+0x1/0x1+0x1/0x1+0x1/0x1 [", "z"},
                     {"<1>[ 1.1] [", "T"}};

        for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
                g_autoptr(GString) text = g_string_new("BUG: tedious\n");
                g_autoptr(TckOops) oops = NULL;
                clock_t began = clock();

                while (text->len < 4 << 20)
                        g_string_append_printf(text, "%s%*s%s\n", lines[i].before, 450, "", lines[i].after);
                oops = tck_oops_parse(text->str, text->len);
                g_test_message("\"%s\": %.2f s", lines[i].before, (double) (clock() - began) / CLOCKS_PER_SEC);
                g_assert_cmpstr(oops->cause, ==, "BUG: tedious");
        }
}

/* An oops after which the guest runs on is not a panic; the last one is reported. */
static void test_survived(void) {
        g_autofree char *path =
                g_build_filename(TCK_SOURCE_DIRECTORY, "tests/fixtures/oops/linux-oops-survived.txt", NULL);
        g_autofree char *text = NULL;
        g_autoptr(TckOops) oops = NULL;

        g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
        oops = parse(text);
        g_assert_null(oops->panic);
        g_assert_true(g_str_has_prefix(oops->cause, "BUG: unable to handle page fault"));
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

/* Of several matches the first counts; the others once leaked memory (found by the fuzzer). */
static void test_many_ips(void) {
        g_autoptr(TckOops) oops =
                parse("oops: breakpoint\nRIP 0008:1000  RSP 0010:2000\nRIP 0008:3000\nRIP 0008:4000\n");
        g_autoptr(TckOops) edk2 = parse("!!!! X64 Exception Type - 03(#BP)  CPU Apic ID - 00000000 !!!!\n"
                                        "RIP  - 0000000000001000, EIP - 0000000000002000\n");

        g_assert_cmpstr(oops->ip, ==, "0008:1000");
        g_assert_cmpstr(edk2->ip, ==, "0000000000001000");
}

/* What may come after the oops: another boot, another oops, a guest that runs on. */
static void test_what_follows(void) {
        g_autofree char *booted = g_strconcat(own, "SeaBIOS (version 1.16.2)\n", NULL);
        g_autofree char *again = g_strconcat(own, "oops: page fault (#PF, vector 14)\n", NULL);
        g_autofree char *on = g_strconcat(own, "one\ntwo\nthree\nfour\nfive\n", NULL);
        g_autoptr(TckOops) second = parse(again), went_on = parse(on);

        g_assert_null(parse(booted));
        g_assert_cmpstr(second->panic, ==, "page fault (#PF, vector 14)");
        g_assert_cmpuint(second->backtrace->len, ==, 0);
        g_assert_false(went_on->last);
}

/* A guest that reports its panic prints it first. */
static void test_over(void) {
        static const struct {
                const char *text;
                gboolean over;
        } table[] = {
                {"oops: x\n", FALSE},
                {"oops: x\nbacktrace, of an image at 0x1:\n  0x1\npvpanic: 0x1 to port 0x505\n", FALSE},
                {"oops: x\nhalted\n", TRUE},
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
                {"\x1b[2J\x1b[01;01HASSERT [Foo] /a/Foo.c(12): 0 == 1\r\n", "edk2",
                 "ASSERT [Foo] /a/Foo.c(12): 0 == 1"},
                {"!!!! X64 Exception Type - ", NULL, NULL},
                {"!!!! IA32 Exception Type - 06(#UD - Invalid Opcode)  CPU Apic ID - 0000000A !!!!\n", "edk2",
                 "06(#UD - Invalid Opcode)"},
                {"oops: x", "pvpanic-tck", "x"},
                {"oops: ", NULL, NULL},
                {"oops: \xff\xfe\n", "pvpanic-tck", "\xef\xbf\xbd\xef\xbf\xbd"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckOops) oops = parse(table[i].text);

                g_assert_cmpstr(oops ? oops->origin : NULL, ==, table[i].origin);
                g_assert_cmpstr(oops ? oops->panic : NULL, ==, table[i].panic);
        }
}

/* However much a guest prints, little of it is kept. */
static void test_too_much(void) {
        g_autoptr(GString) text = g_string_new("Kernel panic - not syncing: ");
        g_autoptr(TckOops) oops = NULL;

        for (guint i = 0; i < 100000; i++)
                g_string_append_c(text, 'x');
        g_string_append(text, "\nCall Trace:\n");
        for (guint i = 0; i < 1000; i++)
                g_string_append(text, " f+0x1/0x2\n");
        oops = tck_oops_parse(text->str, text->len);
        g_assert_cmpuint(strlen(oops->panic), <, 1000);
        g_assert_cmpuint(oops->backtrace->len, <, 100);
}

static void test_record(void) {
        g_autoptr(TckOops) oops = parse(own), back = NULL, empty = NULL;
        g_autoptr(JsonObject) object = tck_oops_to_json(oops), nothing = json_object_new();

        back = tck_oops_from_json(object);
        g_assert_cmpstr(back->cause, ==, oops->cause);
        g_assert_cmpstr(back->ip, ==, oops->ip);
        g_assert_null(back->task);
        g_assert_cmphex(back->image, ==, 0x100000);
        g_assert_cmpuint(back->registers->len, ==, oops->registers->len);
        g_assert_cmpstr(back->backtrace->pdata[2], ==, oops->backtrace->pdata[2]);
        empty = tck_oops_from_json(nothing);
        g_assert_cmpstr(empty->origin, ==, "");
        g_assert_false(empty->has_image);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        for (gsize i = 0; i < G_N_ELEMENTS(consoles); i++) {
                g_autofree char *path = g_strconcat("/oops/console/", consoles[i].file, NULL);

                g_test_add_data_func(path, (gconstpointer) i, test_console);
        }
        g_test_add_func("/oops/survived", test_survived);
        g_test_add_func("/oops/tedious", test_tedious);
        g_test_add_func("/oops/own", test_own);
        g_test_add_func("/oops/own/many-ips", test_many_ips);
        g_test_add_func("/oops/what-follows", test_what_follows);
        g_test_add_func("/oops/over", test_over);
        g_test_add_func("/oops/other-words", test_other_words);
        g_test_add_func("/oops/too-much", test_too_much);
        g_test_add_func("/oops/record", test_record);
        return g_test_run();
}
