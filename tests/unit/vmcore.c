/* SPDX-License-Identifier: BSD-2-Clause */
/* What is read from a core of Linux, with and without a note. */
#include "linux_core.h"
#include "vmcore.h"

static TckVmcore *open_made(const Made *made) {
        char *path = write_core(made);
        GError *error = NULL;
        TckVmcore *core = tck_vmcore_open(path, tck_deadline(PATIENCE), &error);

        g_assert_no_error(error);
        g_assert_cmpstr(core->arch, ==, made->machine ? NULL : "x86_64");
        remove_scratch(path);
        return core;
}

/* ---- reports ---- */

static void take_print(const char *text, gsize length, gpointer data) {
        g_string_append_len(data, text, (gssize) length);
}

static void check_log(TckVmcore *core) {
        g_autoptr(GString) printed = g_string_new(NULL);
        GError *error = NULL;

        tck_vmcore_dmesg(core, &(TckDmesgSink){.print = take_print, .data = printed}, NULL, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(printed->str, ==, LOG_TEXT);
}

static void check_cpu(const TckVmcore *core, guint pid) {
        g_assert_cmpuint(core->cpu_count, ==, 1);
        g_assert_true(core->cpus[0].has_place);
        g_assert_cmphex(core->cpus[0].registers.ip, ==, 0x10141d);
        g_assert_cmphex(core->cpus[0].registers.sp, ==, 0x153fc8);
        g_assert_cmpuint(core->cpus[0].pid, ==, pid);
}

/* With CRASHTIME, the kernel itself has written the notes, so that their PIDs are those of its tasks. */
static void test_note(void) {
        g_autoptr(Made) made = made_new();
        g_autofree char *text = make_info(""), *longer = make_info("CRASHTIME=1764000000\n");
        g_autoptr(TckVmcore) core = NULL;

        add_note(made->notes, "VMCOREINFO", 0, text, strlen(text));
        core = open_made(made);
        g_assert_cmpstr(core->format, ==, "ELF64 dump");
        g_assert_cmpstr(core->release, ==, "6.1.0-test");
        g_assert_cmpstr(core->vmcoreinfo, ==, text);
        g_assert_false(core->found);
        g_assert_cmpint(core->crash_time, ==, 0);
        check_cpu(core, 0);
        check_log(core);
        tck_vmcore_free(core);
        add_note(made->notes, "VMCOREINFO", 0, longer, strlen(longer));
        core = open_made(made);
        g_assert_cmpint(core->crash_time, ==, 1764000000);
        check_cpu(core, 1234);
        g_assert_cmpuint(core->troubles->len, ==, 0);
        g_assert_null(core->windows);
}

static void test_found(void) {
        g_autoptr(Made) made = made_new();
        g_autoptr(TckVmcore) core = NULL;

        put_info(made, INFO, "");
        core = open_made(made);
        g_assert_true(core->found);
        g_assert_cmpstr(core->release, ==, "6.1.0-test");
        check_log(core);
        check_cpu(core, 0);
}

/* libkdumpfile does not support registers of a CPU that is not in long mode. */
static void test_small_cpu(void) {
        static const guint8 prstatus[144];
        g_autoptr(Made) made = made_new();
        g_autoptr(TckVmcore) core = NULL;

        add_note(made->notes, "CORE", NT_PRSTATUS, prstatus, sizeof prstatus);
        put_info(made, INFO, "");
        core = open_made(made);
        g_assert_cmpuint(core->cpu_count, ==, 2);
        g_assert_cmphex(core->cpus[0].registers.ip, ==, 0x10141d);
        g_assert_cmphex(core->cpus[1].registers.ip, ==, 0);
        check_log(core);
}

/* QEMU's section headers on s390x and ppc64 are malformed. */
static void test_sections(void) {
        g_autoptr(Made) made = made_new();
        g_autoptr(TckVmcore) core = NULL;

        made->bad_sections = TRUE;
        made->hole = huge;
        put_info(made, INFO, "");
        core = open_made(made);
        g_assert_cmpstr(core->release, ==, "6.1.0-test");
        check_log(core);
        check_cpu(core, 0);
}

/* A guest whose CPU runs with another byte order than its machine's. */
static void test_order(void) {
        g_autoptr(Made) made = made_new();
        g_autoptr(TckVmcore) core = NULL;

        put_info(made, INFO, "");
        for (guint i = 0; i < 8; i++)
                made->memory[VARIABLES + i] = (guint8) ((KERNEL + LOG) >> (56 - 8 * i));
        put32(made->memory + VARIABLES + 8, GUINT32_SWAP_LE_BE(LOG_SIZE));
        put32(made->memory + VARIABLES + 16, GUINT32_SWAP_LE_BE((guint32) strlen(LOG_TEXT)));
        core = open_made(made);
        check_log(core);
}

/* Remains of an earlier kernel do not lead to its log. */
static void test_left_over(void) {
        g_autoptr(Made) made = made_new();
        g_autoptr(TckVmcore) core = NULL;

        put_info(made, OTHER, "OSRELEASE=other\nSYMBOL(log_buf)=ffffffff90000000\n");
        put_info(made, INFO, "");
        core = open_made(made);
        g_assert_cmpstr(core->release, ==, "6.1.0-test");
        check_log(core);
}

/* The file has a hole of 100 GiB. Reading it would take far too long. */
static void test_sparse(void) {
        g_autoptr(Made) made = made_new();
        g_autoptr(TckVmcore) core = NULL;

        made->hole = huge;
        put_info(made, INFO, "");
        core = open_made(made);
        g_assert_true(core->found);
        check_log(core);
}

static void test_none(void) {
        g_autoptr(Made) made = made_new();
        g_autoptr(TckVmcore) core = NULL;
        GError *error = NULL;

        put_info(made, INFO, "\001");                         /* no text, */
        put_info(made, OTHER + 8, "");                        /* not at the beginning of a page, */
        memcpy(made->memory + 9 * PAGE, "OSRELEASE=1\n", 12); /* without a symbol */
        core = open_made(made);
        g_assert_null(core->vmcoreinfo);
        g_assert_null(core->release);
        g_assert_cmpuint(core->troubles->len, ==, 1);
        g_assert_nonnull(strstr(core->troubles->pdata[0], "was not found in the guest's memory"));
        check_cpu(core, 0);
        g_assert_false(tck_vmcore_dmesg(core, &(TckDmesgSink){.print = take_print}, NULL, &error));
        assert_failed(error, TCK_ERROR_ABSENT, "no VMCOREINFO");
}

/* A machine for which libkdumpfile does not translate addresses. */
static void test_other_machine(void) {
        g_autoptr(Made) made = made_new();
        g_autoptr(TckVmcore) core = NULL;

        made->machine = EM_SH;
        put_info(made, INFO, "");
        core = open_made(made);
        g_assert_null(core->release);
        g_assert_nonnull(strstr(core->troubles->pdata[0], "ELF machine 42 is not a known architecture"));
}

/* Windows' driver leaves a dump's header. */
static void test_windows(void) {
        static guint8 header[8192] = "PAGEDU64";
        g_autoptr(Made) made = made_new();
        g_autoptr(TckVmcore) core = NULL;

        put_info(made, INFO, "");
        add_note(made->notes, "VMCOREINFO", 0, header, sizeof header);
        core = open_made(made);
        g_assert_nonnull(core->windows);
        g_assert_cmpuint(g_bytes_get_size(core->windows), ==, sizeof header);
        g_assert_null(core->vmcoreinfo);
        g_assert_null(core->release);
}

/* ---- files that are not cores ---- */

static void test_recognise(void) {
        const struct {
                const char *beginning;
                gboolean core;
        } files[] = {
                {"\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\4\0", TRUE},
                {"\177ELF\2\2\1\0\0\0\0\0\0\0\0\0\0\4", TRUE}, /* big-endian */
                {"\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0", FALSE},
                {"\177ELF\2\2\1\0\0\0\0\0\0\0\0\0\4\0", FALSE},
                {"KDUMP   \0\0\0\0\0\0\0\0\0\0", TRUE},
                {"DISKDUMP\0\0\0\0\0\0\0\0\0\0", TRUE},
                {"makedumpfile\0\0\0\0\0\0", TRUE},
                {"makedumpfile: done", FALSE},
                {"\250\031\001\163\141\217\043\375\0\0\0\0\0\0\0\0\0\0", TRUE},
                {"PAGEDU64\0\0\0\0\0\0\0\0\0\0", FALSE},
                {"[    0.000000] Lin", FALSE},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
                g_assert_cmpint(tck_vmcore_is_one((const guint8 *) files[i].beginning), ==, files[i].core);
}

static void assert_not_opened(const char *content, gsize length, const char *words) {
        char *path = make_scratch("core");
        GError *error = NULL;

        g_assert_true(g_file_set_contents(path, content, (gssize) length, NULL));
        g_assert_null(tck_vmcore_open(path, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, words);
        remove_scratch(path);
}

static void test_flaws(void) {
        guint8 kdump[4096] = "KDUMP   ";
        static const char small[64] = "DISKDUMP", elf[] = "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\4\0";

        put32(kdump + 8, 6);
        put32(kdump + 424 + 4,
              4096); /* the size of a block, and the numbers of blocks of the sub-header and the bitmaps */
        put32(kdump + 424 + 8, 1);
        put32(kdump + 424 + 12, 2);
        assert_not_opened("", 0, "too short");
        assert_not_opened("KDUMP", 5, "too short");
        assert_not_opened(small, sizeof small, "libkdumpfile cannot open it");
        /* Version 6 has longer headers. */
        assert_not_opened((const char *) kdump, sizeof kdump, "a header or a bitmap of pages extends beyond the file");
        assert_not_opened(elf, sizeof elf, "core");
}

static void test_late(void) {
        g_autoptr(Made) made = made_new();
        char *path = write_core(made);
        GError *error = NULL;

        g_assert_null(tck_vmcore_open(path, 0, &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, path);
        remove_scratch(path);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/vmcore/note", test_note);
        g_test_add_func("/vmcore/found", test_found);
        g_test_add_func("/vmcore/small-cpu", test_small_cpu);
        g_test_add_func("/vmcore/sections", test_sections);
        g_test_add_func("/vmcore/order", test_order);
        g_test_add_func("/vmcore/left-over", test_left_over);
        g_test_add_func("/vmcore/sparse", test_sparse);
        g_test_add_func("/vmcore/none", test_none);
        g_test_add_func("/vmcore/other-machine", test_other_machine);
        g_test_add_func("/vmcore/windows", test_windows);
        g_test_add_func("/vmcore/recognise", test_recognise);
        g_test_add_func("/vmcore/flaws", test_flaws);
        g_test_add_func("/vmcore/late", test_late);
        return g_test_run();
}
