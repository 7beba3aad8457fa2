/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a core of Linux tells, with and without a note: the test makes an ELF core of an x86_64 kernel whose first 2 MiB are mapped, and
 * whose log is a buffer of text.
 */
#include "cores.h"
#include "vmcore.h"

enum {
        PAGE = 4096,
        PAGES = 16,
        TABLES = 1 * PAGE, /* three pages of them */
        OTHER = 4 * PAGE,  /* what looks like VMCOREINFO */
        INFO = 5 * PAGE,
        VARIABLES = 6 * PAGE,
        LOG = 7 * PAGE,
        LOG_SIZE = 64,
};

#define KERNEL G_GUINT64_CONSTANT(0xffffffff80000000)
#define LOG_TEXT "<4>[    1.000000] one\n<0>[    2.000000] two\n"
static const guint64 huge = G_GUINT64_CONSTANT(100) << 30;

/* A core, while it is made. */
typedef struct {
        guint8 memory[PAGES * PAGE];
        GByteArray *notes;
        guint64 hole; /* bytes of memory before that, which the file has as a hole */
} Made;

static char *make_info(const char *more) {
        return g_strdup_printf(
                "OSRELEASE=6.1.0-test\nPAGESIZE=4096\nSYMBOL(init_top_pgt)=%" G_GINT64_MODIFIER
                "x\nNUMBER(phys_base)=0\nNUMBER(pgtable_l5_enabled)=0\nSYMBOL(log_buf)=%" G_GINT64_MODIFIER
                "x\nSYMBOL(log_buf_len)=%" G_GINT64_MODIFIER "x\nSYMBOL(log_end)=%" G_GINT64_MODIFIER "x\n%s",
                KERNEL + TABLES, KERNEL + VARIABLES, KERNEL + VARIABLES + 8, KERNEL + VARIABLES + 16, more);
}

/* The kernel's memory: tables of four levels, which map a page of 2 MiB, and a log. */
static Made *made_new(void) {
        const guint64 present = 3, large = 0x80;
        guint8 prstatus[PRSTATUS_SIZE] = {0};
        Made *made = g_new0(Made, 1);

        put64(made->memory + TABLES + 511 * 8, (TABLES + PAGE) | present);
        put64(made->memory + TABLES + PAGE + 510 * 8, (TABLES + 2 * PAGE) | present);
        put64(made->memory + TABLES + 2 * PAGE, 0 | present | large);
        put64(made->memory + VARIABLES, KERNEL + LOG);
        put32(made->memory + VARIABLES + 8, LOG_SIZE);
        put32(made->memory + VARIABLES + 16, (guint32) strlen(LOG_TEXT));
        memcpy(made->memory + LOG, LOG_TEXT, strlen(LOG_TEXT));
        made->notes = g_byte_array_new();
        put64(prstatus + 112 + 8 * 16, 0x10141d);
        put64(prstatus + 112 + 8 * 19, 0x153fc8);
        put32(prstatus + 32, 1234); /* the task's number */
        add_note(made->notes, "CORE", NT_PRSTATUS, prstatus, sizeof prstatus);
        return made;
}

static void made_free(Made *made) {
        g_byte_array_unref(made->notes);
        g_free(made);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Made, made_free)

static void put_info(Made *made, guint place, const char *more) {
        g_autofree char *text = make_info(more);

        memcpy(made->memory + place, text, strlen(text));
}

/* One segment has the kernel; with a hole, that is a second one before it, and both lie one behind the other. */
static char *write_core(const Made *made) {
        Elf64_Ehdr header = {.e_type = ET_CORE,
                             .e_machine = EM_X86_64,
                             .e_version = EV_CURRENT,
                             .e_phoff = sizeof header,
                             .e_ehsize = sizeof header,
                             .e_phentsize = sizeof(Elf64_Phdr),
                             .e_phnum = 3};
        Elf64_Phdr segments[] = {{.p_type = PT_NOTE, .p_filesz = made->notes->len},
                                 {.p_type = PT_LOAD, .p_paddr = 1 << 30, .p_filesz = made->hole, .p_memsz = made->hole},
                                 {.p_type = PT_LOAD, .p_filesz = sizeof made->memory, .p_memsz = sizeof made->memory}};
        char *path = make_scratch("core");
        int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

        memcpy(header.e_ident, (const char[]){0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT}, 7);
        segments[0].p_offset = sizeof header + sizeof segments;
        segments[1].p_offset = segments[0].p_offset + made->notes->len;
        segments[2].p_offset = segments[1].p_offset + made->hole;
        g_assert_cmpint(write(file, &header, sizeof header), ==, sizeof header);
        g_assert_cmpint(write(file, segments, sizeof segments), ==, sizeof segments);
        g_assert_cmpint(write(file, made->notes->data, made->notes->len), ==, made->notes->len);
        g_assert_cmpint(pwrite(file, made->memory, sizeof made->memory, (off_t) segments[2].p_offset), ==,
                        sizeof made->memory);
        close(file);
        return path;
}

static TckVmcore *open_made(const Made *made) {
        char *path = write_core(made);
        GError *error = NULL;
        TckVmcore *core = tck_vmcore_open(path, tck_deadline(PATIENCE), &error);

        g_assert_no_error(error);
        g_assert_cmpstr(core->arch, ==, "x86_64");
        remove_scratch(path);
        return core;
}

/* ---- what is told ---- */

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
        g_assert_cmphex(core->cpus[0].ip, ==, 0x10141d);
        g_assert_cmphex(core->cpus[0].sp, ==, 0x153fc8);
        g_assert_cmpuint(core->cpus[0].pid, ==, pid);
}

/* Whoever tells the time of the crash, the kernel, tells tasks as well. */
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

/* libkdumpfile does not understand the registers of a CPU that is not in long mode. */
static void test_small_cpu(void) {
        static const guint8 prstatus[144];
        g_autoptr(Made) made = made_new();
        g_autoptr(TckVmcore) core = NULL;

        add_note(made->notes, "CORE", NT_PRSTATUS, prstatus, sizeof prstatus);
        put_info(made, INFO, "");
        core = open_made(made);
        g_assert_cmpuint(core->cpu_count, ==, 2);
        g_assert_cmphex(core->cpus[0].ip, ==, 0x10141d);
        g_assert_cmphex(core->cpus[1].ip, ==, 0);
        check_log(core);
}

/* What an earlier kernel has left does not lead to its log. */
static void test_left_over(void) {
        g_autoptr(Made) made = made_new();
        g_autoptr(TckVmcore) core = NULL;

        put_info(made, OTHER, "OSRELEASE=other\nSYMBOL(log_buf)=ffffffff90000000\n");
        put_info(made, INFO, "");
        core = open_made(made);
        g_assert_cmpstr(core->release, ==, "6.1.0-test");
        check_log(core);
}

/* The file has none of 100 GiB. A search that read them would take longer than anybody has patience. */
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

/* Windows' driver leaves the header of a dump. */
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

/* ---- what is none ---- */

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
        static const char small[64] = "DISKDUMP", elf[] = "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\4\0";

        assert_not_opened("", 0, "too short");
        assert_not_opened("KDUMP", 5, "too short");
        assert_not_opened(small, sizeof small, "libkdumpfile cannot open it");
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
        g_test_add_func("/vmcore/left-over", test_left_over);
        g_test_add_func("/vmcore/sparse", test_sparse);
        g_test_add_func("/vmcore/none", test_none);
        g_test_add_func("/vmcore/windows", test_windows);
        g_test_add_func("/vmcore/recognise", test_recognise);
        g_test_add_func("/vmcore/flaws", test_flaws);
        g_test_add_func("/vmcore/late", test_late);
        return g_test_run();
}
