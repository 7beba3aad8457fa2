/* SPDX-License-Identifier: BSD-2-Clause */
/* Linux's log in memory that the test builds from the description of each form, in both word sizes and byte orders. */
#include "common.h"
#include "dmesg.h"

enum { BASE = 0x1000, SIZE = 0x4000 };

/* A kernel's memory, which begins at BASE. A core lacks what is not `there`. */
typedef struct {
        guint8 bytes[SIZE];
        guint64 hole, hole_length; /* an address, and bytes */
        TckKernelMemory memory;
        GString *info; /* VMCOREINFO */
        GString *printed;
        gboolean console;
        guint64 missing;
} Kernel;

static gboolean read_kernel(gpointer data, guint64 address, void *ret_bytes, gsize length, GError **error) {
        const Kernel *kernel = data;

        if (address < BASE || address - BASE > SIZE || length > SIZE - (address - BASE) ||
            (address < kernel->hole + kernel->hole_length && address + length > kernel->hole))
                return tck_error_set(error, TCK_ERROR_REFUSED, "the address is not in the core");
        memcpy(ret_bytes, kernel->bytes + (address - BASE), length);
        return TRUE;
}

static void take_print(const char *text, gsize length, gpointer data) {
        Kernel *kernel = data;

        g_string_append_len(kernel->printed, text, (gssize) length);
}

static Kernel *kernel_new(guint word, gboolean big_endian) {
        Kernel *kernel = g_new0(Kernel, 1);

        kernel->memory = (TckKernelMemory){.read = read_kernel,
                                           .data = kernel,
                                           .big_endian = big_endian,
                                           .word = word,
                                           .deadline = tck_deadline(PATIENCE)};
        kernel->info = g_string_new("OSRELEASE=5.10.0\n");
        kernel->printed = g_string_new(NULL);
        return kernel;
}

static void kernel_free(Kernel *kernel) {
        g_string_free(kernel->info, TRUE);
        g_string_free(kernel->printed, TRUE);
        g_free(kernel);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kernel, kernel_free)

static void put(Kernel *kernel, guint64 address, guint size, guint64 value) {
        for (guint i = 0; i < size; i++)
                kernel->bytes[address - BASE + (kernel->memory.big_endian ? size - 1 - i : i)] =
                        (guint8) (value >> (8 * i));
}

static void put_text(Kernel *kernel, guint64 address, const char *text) {
        memcpy(kernel->bytes + (address - BASE), text, strlen(text));
}

static gboolean read_log(Kernel *kernel, GError **error) {
        g_autoptr(TckVmcoreInfo) info = tck_vmcore_info_new(kernel->info->str);
        const TckDmesgSink sink = {.print = take_print, .data = kernel, .console = kernel->console};

        g_string_truncate(kernel->printed, 0);
        return tck_dmesg_read(&kernel->memory, info, &sink, &kernel->missing, error);
}

static void assert_log(Kernel *kernel, const char *text) {
        GError *error = NULL;

        g_assert_true(read_log(kernel, &error));
        g_assert_no_error(error);
        g_assert_cmpstr(kernel->printed->str, ==, text);
}

static void assert_refused(Kernel *kernel, TckError code, const char *words) {
        GError *error = NULL;

        g_assert_false(read_log(kernel, &error));
        assert_failed(error, code, words);
}

/* ---- the ring of descriptors: eight of them, and 256 bytes of text ---- */

enum {
        PRB = BASE,
        RING = BASE + 0x100,
        DESCS = BASE + 0x400,
        INFOS = BASE + 0x800,
        DATA = BASE + 0x1000,
        DATA_SIZE = 256,
        COUNT = 8,
        DESC_SIZE = 40,
        INFO_SIZE = 48,
        TS_NSEC = 8,
        TEXT_LEN = 16,
        CALLER_ID = 20,
        TEXT_DATA_RING = 0x80,
};

/* The offsets differ from Linux's: in each structure the members follow each other in the order of these lines. */
static void describe_ring(Kernel *kernel) {
        guint word = kernel->memory.word;

        g_string_append_printf(
                kernel->info,
                "SYMBOL(prb)=%x\nOFFSET(printk_ringbuffer.desc_ring)=8\nOFFSET(printk_ringbuffer.text_data_ring)=%d\n"
                "OFFSET(prb_desc_ring.count_bits)=0\nOFFSET(prb_desc_ring.descs)=%u\nOFFSET(prb_desc_ring.infos)=%u\n"
                "OFFSET(prb_desc_ring.head_id)=%u\nOFFSET(prb_desc_ring.tail_id)=%u\nSIZE(prb_desc)=%d\n"
                "OFFSET(prb_desc.state_var)=4\nOFFSET(prb_desc.text_blk_lpos)=%u\nOFFSET(prb_data_blk_lpos.begin)=0\n"
                "OFFSET(prb_data_blk_lpos.next)=%u\nSIZE(printk_info)=%d\nOFFSET(printk_info.ts_nsec)=%d\n"
                "OFFSET(printk_info.text_len)=%d\nOFFSET(printk_info.caller_id)=%d\nOFFSET(prb_data_ring.size_bits)=0\n"
                "OFFSET(prb_data_ring.data)=%u\nOFFSET(atomic_long_t.counter)=0\n",
                PRB, TEXT_DATA_RING, word, 2 * word, 3 * word, 4 * word, DESC_SIZE, 4 + word, word, INFO_SIZE, TS_NSEC,
                TEXT_LEN, CALLER_ID, word);
}

static void put_ends(Kernel *kernel, guint64 tail, guint64 head) {
        guint word = kernel->memory.word;

        put(kernel, RING + 8 + 3 * word, word, head);
        put(kernel, RING + 8 + 4 * word, word, tail);
}

/* The block of the text lies between these positions. */
static void put_message(Kernel *kernel, guint64 number, guint state, guint64 begin, guint64 next, guint length,
                        guint64 time, guint32 caller) {
        guint word = kernel->memory.word;
        guint64 desc = DESCS + (number % COUNT) * DESC_SIZE, info = INFOS + (number % COUNT) * INFO_SIZE;

        put(kernel, desc + 4, word,
            (number & (G_MAXUINT64 >> (64 - 8 * word + 2))) | (guint64) state << (8 * word - 2));
        put(kernel, desc + 4 + word, word, begin);
        put(kernel, desc + 4 + 2 * word, word, next);
        put(kernel, info + TS_NSEC, 8, time);
        put(kernel, info + TEXT_LEN, 2, length);
        put(kernel, info + CALLER_ID, 4, caller);
}

/* Writes a text into its block. */
static void put_block(Kernel *kernel, guint64 number, guint64 at, const char *text) {
        put(kernel, DATA + at % DATA_SIZE, kernel->memory.word, number);
        put_text(kernel, DATA + at % DATA_SIZE + kernel->memory.word, text);
}

static Kernel *ring_new(guint word, gboolean big_endian) {
        Kernel *kernel = kernel_new(word, big_endian);

        describe_ring(kernel);
        put(kernel, PRB, word, RING);
        put(kernel, RING + 8, 4, 3); /* 2^3 descriptors */
        put(kernel, RING + 8 + word, word, DESCS);
        put(kernel, RING + 8 + 2 * word, word, INFOS);
        put(kernel, RING + TEXT_DATA_RING, 4, 8); /* 2^8 bytes */
        put(kernel, RING + TEXT_DATA_RING + word, word, DATA);
        return kernel;
}

/*
 * Numbers start at 6, so that both rings wrap. In order of their numbers: committed; reused by a later message;
 * finalized, in a block that did not fit before the end and is at the beginning; being written; without text; a block
 * that fits to the last byte.
 */
static void put_messages(Kernel *kernel) {
        put_ends(kernel, 6, 11);
        put_message(kernel, 6, 1, 160, 200, 12, 1234567890, 701);
        put_block(kernel, 6, 160, "first line\n2");
        put_message(kernel, 7 + COUNT, 2, 200, 216, 3, 0, 0);
        put_message(kernel, 8, 2, 232, 256 + 40, 10, 61000001000, 0x80000001);
        put_block(kernel, 8, 0, "it \033[1mis\xc3");
        put_message(kernel, 9, 0, 256 + 40, 256 + 80, 3, 0, 0);
        put_message(kernel, 10, 2, 3, 3, 0, 61000002000, 0);
        put_message(kernel, 11, 2, 256 + 232, 512, 5, 61000003000, 0);
        put_block(kernel, 11, 232, "the end");
}

static void test_ring(gconstpointer data) {
        guint variant = GPOINTER_TO_UINT(data);
        g_autoptr(Kernel) kernel = ring_new(variant & 1 ? 4 : 8, variant & 2);

        put_messages(kernel);
        assert_log(kernel, "[    1.234567] first line\n"
                           "               2\n"
                           "[   61.000001] it \\x1b[1mis\\xc3\n"
                           "[   61.000002] \n"
                           "[   61.000003] the e\n");
        g_assert_cmpuint(kernel->missing, ==, 0);
        kernel->console = TRUE;
        assert_log(kernel, "[    1.234567][  T701] first line\n"
                           "[    1.234567][  T701] 2\n"
                           "[   61.000001][    C1] it \\x1b[1mis\\xc3\n"
                           "[   61.000002][    T0] \n"
                           "[   61.000003][    T0] the e\n");
}

/* Numbers have two bits less than a long; positions use all bits. */
static void test_wrap(gconstpointer data) {
        guint word = GPOINTER_TO_UINT(data);
        g_autoptr(Kernel) kernel = ring_new(word, FALSE);
        guint64 last = G_MAXUINT64 >> (64 - 8 * word + 2);

        put_ends(kernel, last, 0);
        put_message(kernel, last, 2, G_MAXUINT64 - 23, 0, 4, 0, 0);
        put_block(kernel, last, DATA_SIZE - 24, "last");
        put_message(kernel, 0, 2, 0, 16, 4, 0, 0);
        put_block(kernel, 0, 0, "next");
        assert_log(kernel, "[    0.000000] last\n[    0.000000] next\n");
}

/* If a core lacks a page, the rest of the log is read. */
static void test_missing(void) {
        g_autoptr(Kernel) kernel = ring_new(8, FALSE);

        put_messages(kernel);
        kernel->hole = DATA + 160;
        kernel->hole_length = 16;
        assert_log(kernel, "[   61.000001] it \\x1b[1mis\\xc3\n[   61.000002] \n[   61.000003] the e\n");
        g_assert_cmpuint(kernel->missing, ==, 1);
        kernel->hole = RING;
        assert_refused(kernel, TCK_ERROR_REFUSED, "the address is not in the core");
}

/*
 * A value that is written to the memory, or a line for VMCOREINFO (of two equal names the last one counts), makes the
 * log malformed.
 */
typedef struct {
        guint64 address;
        guint size; /* bytes; 0: nothing is written */
        guint64 value;
        const char *line; /* NULL: none is added */
        const char *words;
} Flaw;

static void check_flaws(Kernel *(*make)(void), const Flaw *flaws, gsize count) {
        for (gsize i = 0; i < count; i++) {
                g_autoptr(Kernel) kernel = make();

                if (flaws[i].size)
                        put(kernel, flaws[i].address, flaws[i].size, flaws[i].value);
                if (flaws[i].line)
                        g_string_append(kernel->info, flaws[i].line);
                assert_refused(kernel, TCK_ERROR_PROTOCOL, flaws[i].words);
        }
}

static Kernel *make_ring(void) {
        Kernel *kernel = ring_new(8, FALSE);

        put_messages(kernel);
        return kernel;
}

static void test_ring_flaws(void) {
        static const char nowhere[] = "outside its buffer", misfit[] = "are inconsistent";
        const Flaw flaws[] = {
                {RING + 8, 4, 27, NULL, "too many messages"},
                {RING + TEXT_DATA_RING, 4, 32, NULL, "too long"},
                {RING + 8 + 4 * 8, 8, 3, NULL, "invalid beginning or end"}, /* nine messages in eight places */
                {RING + 8 + 4 * 8, 8, 12, NULL, "invalid beginning or end"},
                {DESCS + 4 + 2 * 8, 8, 512 + 40, NULL, nowhere}, /* of message 8: more than one round, */
                {DESCS + 4 + 2 * 8, 8, 232 + 4, NULL, nowhere},  /* or shorter than its header */
                {DESCS + 4 + 2 * 8, 8, 256 + 4, NULL, nowhere},
                {0, 0, 0, "SIZE(prb_desc)=27\n", misfit},
                {0, 0, 0, "SIZE(prb_desc)=18446744073709551615\n", misfit},
                {0, 0, 0, "SIZE(printk_info)=16\n", misfit},
                {0, 0, 0, "OFFSET(atomic_long_t.counter)=-8\n", misfit},
                {0, 0, 0, "OFFSET(prb_data_blk_lpos.next)=-8\n", misfit},
                {0, 0, 0, "OFFSET(prb_desc.text_blk_lpos)=18446744073709551615\n", misfit},
                {0, 0, 0, "OFFSET(printk_info.caller_id)=45\n", misfit},
                {0, 0, 0, "OFFSET(printk_info.text_len)=\n", "has no OFFSET(printk_info.text_len)"},
                {0, 0, 0, "OFFSET(prb_desc_ring.infos)=8x\n", "has no OFFSET(prb_desc_ring.infos)"},
        };

        check_flaws(make_ring, flaws, G_N_ELEMENTS(flaws));
}

/* ---- the buffer of records ---- */

enum {
        LOG_BUF = BASE,
        LOG_BUF_LEN = BASE + 8,
        FIRST = BASE + 16,
        NEXT = BASE + 24,
        BUFFER = BASE + 0x100,
        BUFFER_SIZE = 256
};

/* Returns the place of the next record. */
static guint put_record(Kernel *kernel, guint at, guint length, guint64 time, guint32 caller, const char *text) {
        put(kernel, BUFFER + at, 8, time);
        put(kernel, BUFFER + at + 8, 2, length);
        put(kernel, BUFFER + at + 10, 2, strlen(text));
        put(kernel, BUFFER + at + 12, 4, caller);
        put_text(kernel, BUFFER + at + 20, text);
        return at + length;
}

static void describe_records(Kernel *kernel, const char *structure) {
        g_string_append_printf(kernel->info,
                               "SYMBOL(log_buf)=%x\nSYMBOL(log_buf_len)=%x\nSYMBOL(log_first_idx)=%x\n"
                               "SYMBOL(log_next_idx)=%x\nSIZE(%s)=20\nOFFSET(%s.ts_nsec)=0\nOFFSET(%s.len)=8\n"
                               "OFFSET(%s.text_len)=10\n",
                               LOG_BUF, LOG_BUF_LEN, FIRST, NEXT, structure, structure, structure, structure);
}

/* A header of zeroes leads back to the beginning. */
static Kernel *records_new(guint word, gboolean big_endian) {
        Kernel *kernel = kernel_new(word, big_endian);

        put(kernel, LOG_BUF, word, BUFFER);
        put(kernel, LOG_BUF_LEN, 4, BUFFER_SIZE);
        put(kernel, FIRST, 4, 160);
        put_record(kernel, put_record(kernel, 160, 40, 1000000, 0x80000003, "a"), 36, 2000000, 12, "second");
        put(kernel, NEXT, 4, put_record(kernel, 0, 60, 3000000000, 4, "third\nand last"));
        return kernel;
}

static void test_records(gconstpointer data) {
        guint variant = GPOINTER_TO_UINT(data);
        g_autoptr(Kernel) kernel = records_new(variant & 1 ? 4 : 8, variant & 2);

        describe_records(kernel, variant & 4 ? "log" : "printk_log");
        kernel->console = TRUE;
        assert_log(kernel, "[    0.001000] a\n[    0.002000] second\n[    3.000000] third\n[    3.000000] and last\n");
        if (variant & 4)
                return;
        g_string_append(kernel->info, "OFFSET(printk_log.caller_id)=12\n");
        assert_log(kernel, "[    0.001000][    C3] a\n[    0.002000][   T12] second\n[    3.000000][    T4] third\n"
                           "[    3.000000][    T4] and last\n");
        put(kernel, NEXT, 4, 160);
        put(kernel, FIRST, 4, 160);
        assert_log(kernel, "");
}

static Kernel *make_records(void) {
        Kernel *kernel = records_new(8, FALSE);

        describe_records(kernel, "printk_log");
        return kernel;
}

static void test_record_flaws(void) {
        static const char no_end[] = "no end", ends[] = "invalid beginning or end", misfit[] = "are inconsistent";
        const Flaw flaws[] = {
                {FIRST, 4, BUFFER_SIZE, NULL, ends},
                {NEXT, 4, BUFFER_SIZE + 1, NULL, ends},
                {LOG_BUF_LEN, 4, 0, NULL, ends},
                {NEXT, 4, 61, NULL, no_end}, /* which no record reaches */
                {NEXT, 4, 59, NULL, no_end},
                {FIRST, 4, 250, NULL, "extends beyond its buffer"},
                {BUFFER + 160 + 8, 2, 19, NULL, "outside its buffer"},  /* shorter than its header, */
                {BUFFER + 160 + 10, 2, 21, NULL, "outside its buffer"}, /* or than its text */
                {0, 0, 0, "SIZE(printk_log)=257\n", misfit},
                {0, 0, 0, "SIZE(printk_log)=7\n", misfit},
                {0, 0, 0, "OFFSET(printk_log.ts_nsec)=13\n", misfit},
                {0, 0, 0, "OFFSET(printk_log.len)=-2\n", misfit},
                {0, 0, 0, "OFFSET(printk_log.text_len)=19\n", misfit},
                {0, 0, 0, "OFFSET(printk_log.caller_id)=17\n", misfit},
                {0, 0, 0, "SYMBOL(log_next_idx)=\n", "has no SYMBOL(log_next_idx)"},
        };

        check_flaws(make_records, flaws, G_N_ELEMENTS(flaws));
}

/* ---- the buffer of text ---- */

enum { LOG_END = BASE + 16 };

static Kernel *text_new(guint word, gboolean big_endian, const char *release, guint end_size, guint64 end) {
        Kernel *kernel = kernel_new(word, big_endian);

        g_string_printf(kernel->info, "OSRELEASE=%s\nSYMBOL(log_buf)=%x\nSYMBOL(log_buf_len)=%x\nSYMBOL(log_end)=%x\n",
                        release, LOG_BUF, LOG_BUF_LEN, LOG_END);
        put(kernel, LOG_BUF, word, BUFFER);
        put(kernel, LOG_BUF_LEN, 4, 32);
        put(kernel, LOG_END, end_size, end);
        put_text(kernel, BUFFER, "er\n<4>[ 1.0] two\n<6>[ 0.1]  numb");
        return kernel;
}

static void test_text(gconstpointer data) {
        guint variant = GPOINTER_TO_UINT(data);
        guint word = variant & 1 ? 4 : 8;
        g_autoptr(Kernel) around = text_new(word, variant & 2, "2.6.32-754.el6", 4, 64 + 17);
        g_autoptr(Kernel) early = text_new(word, variant & 2, "2.6.24.7", word, 17);

        assert_log(around, "<6>[ 0.1]  number\n<4>[ 1.0] two\n");
        assert_log(early, "er\n<4>[ 1.0] two\n");
}

static Kernel *make_text(void) {
        return text_new(8, FALSE, "2.6.32", 4, 17);
}

static void test_text_flaws(void) {
        const Flaw flaws[] = {
                {LOG_BUF_LEN, 4, 0, NULL, "not a power of two"},
                {LOG_BUF_LEN, 4, 33, NULL, "not a power of two"},
                {0, 0, 0, "SYMBOL(log_buf)=g\n", "has no SYMBOL(log_buf)"},
        };

        check_flaws(make_text, flaws, G_N_ELEMENTS(flaws));
}

/* ---- all of them ---- */

static void test_none(void) {
        g_autoptr(Kernel) kernel = kernel_new(8, FALSE);

        assert_refused(kernel, TCK_ERROR_ABSENT, "does not say where the kernel's log is");
}

static void test_late(void) {
        g_autoptr(Kernel) kernel = make_ring();

        kernel->memory.deadline = 0;
        assert_refused(kernel, TCK_ERROR_TIMEOUT, "too long");
}

static void test_info(void) {
        g_autoptr(TckVmcoreInfo) info =
                tck_vmcore_info_new("A=b\nA=c=d\n\nno value\nSYMBOL(s)=12\nNUMBER(n)=12\nNUMBER(m)=-5\n"
                                    "NUMBER(x)=0xfF\nNUMBER(bad)=1 \nNUMBER(worse)= 1\nNUMBER(plus)=+1\nlast=1");
        guint64 number;

        g_assert_cmpstr(tck_vmcore_info_text(info, "A"), ==, "c=d");
        g_assert_null(tck_vmcore_info_text(info, "no value"));
        g_assert_cmpstr(tck_vmcore_info_text(info, "last"), ==, "1");
        g_assert_true(tck_vmcore_info_number(info, "SYMBOL(s)", &number) && number == 0x12);
        g_assert_true(tck_vmcore_info_number(info, "NUMBER(n)", &number) && number == 12);
        g_assert_true(tck_vmcore_info_number(info, "NUMBER(m)", &number) && number == -(guint64) 5);
        g_assert_true(tck_vmcore_info_number(info, "NUMBER(x)", &number) && number == 0xff);
        g_assert_false(tck_vmcore_info_number(info, "NUMBER(bad)", &number));
        g_assert_false(tck_vmcore_info_number(info, "NUMBER(worse)", &number));
        g_assert_false(tck_vmcore_info_number(info, "NUMBER(plus)", &number));
        g_assert_false(tck_vmcore_info_number(info, "NUMBER(none)", &number));
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_data_func("/dmesg/ring/64", GUINT_TO_POINTER(0), test_ring);
        g_test_add_data_func("/dmesg/ring/32", GUINT_TO_POINTER(1), test_ring);
        g_test_add_data_func("/dmesg/ring/64-big-endian", GUINT_TO_POINTER(2), test_ring);
        g_test_add_data_func("/dmesg/ring/32-big-endian", GUINT_TO_POINTER(3), test_ring);
        g_test_add_data_func("/dmesg/wrap/64", GUINT_TO_POINTER(8), test_wrap);
        g_test_add_data_func("/dmesg/wrap/32", GUINT_TO_POINTER(4), test_wrap);
        g_test_add_func("/dmesg/missing", test_missing);
        g_test_add_func("/dmesg/ring-flaws", test_ring_flaws);
        g_test_add_data_func("/dmesg/records/64", GUINT_TO_POINTER(0), test_records);
        g_test_add_data_func("/dmesg/records/32", GUINT_TO_POINTER(1), test_records);
        g_test_add_data_func("/dmesg/records/64-big-endian", GUINT_TO_POINTER(2), test_records);
        g_test_add_data_func("/dmesg/records/early", GUINT_TO_POINTER(4), test_records);
        g_test_add_func("/dmesg/record-flaws", test_record_flaws);
        g_test_add_data_func("/dmesg/text/64", GUINT_TO_POINTER(0), test_text);
        g_test_add_data_func("/dmesg/text/32", GUINT_TO_POINTER(1), test_text);
        g_test_add_data_func("/dmesg/text/64-big-endian", GUINT_TO_POINTER(2), test_text);
        g_test_add_func("/dmesg/text-flaws", test_text_flaws);
        g_test_add_func("/dmesg/none", test_none);
        g_test_add_func("/dmesg/late", test_late);
        g_test_add_func("/dmesg/vmcoreinfo", test_info);
        return g_test_run();
}
