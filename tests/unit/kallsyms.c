/* SPDX-License-Identifier: BSD-2-Clause */
/* Linux's table of symbols in memory that the test builds from its description in scripts/kallsyms.c, in both byte orders, with relative
 * and with absolute offsets. */
#include "kallsyms.h"

#include "common.h"

enum {
        SIZE = 0x2000,
        COUNT_AT = 0,
        BASE_AT = 8,
        OFFSETS_AT = 0x100,
        INDEXES_AT = 0x200,
        TOKENS_AT = 0x400,
        NAMES_AT = 0x800,
        LONG = 200, /* characters of a name whose length needs two bytes */
};

#define TABLE G_GUINT64_CONSTANT(0xffff800008800000)
#define TEXT G_GUINT64_CONSTANT(0xffff800008000000)

typedef struct {
        guint8 bytes[SIZE];
        guint64 hole; /* from this offset on nothing is in the core; 0: everything is */
        TckKernelMemory memory;
        GString *info;
        guint count, names; /* symbols, and bytes of their names */
} Kernel;

static gboolean read_kernel(gpointer data, guint64 address, void *ret_bytes, gsize length, GError **error) {
        const Kernel *kernel = data;
        gsize size = kernel->hole ? kernel->hole : SIZE;

        if (address < TABLE || address - TABLE > size || length > size - (address - TABLE))
                return tck_error_set(error, TCK_ERROR_REFUSED, "the address is not in the core");
        memcpy(ret_bytes, kernel->bytes + (address - TABLE), length);
        return TRUE;
}

static void put(Kernel *kernel, guint at, guint size, guint64 value) {
        for (guint i = 0; i < size; i++)
                kernel->bytes[at + (kernel->memory.big_endian ? size - 1 - i : i)] = (guint8) (value >> (8 * i));
}

/* Tokens: each character stands for itself, except for '@', which stands for "sys_". */
static void put_tokens(Kernel *kernel) {
        guint at = 0;

        for (guint i = 0; i < 256; i++) {
                const char text[] = {g_ascii_isgraph(i) ? (char) i : '?', '\0'};
                const char *token = i == '@' ? "sys_" : text;

                put(kernel, INDEXES_AT + 2 * i, 2, at);
                memcpy(kernel->bytes + TOKENS_AT + at, token, strlen(token) + 1);
                at += (guint) strlen(token) + 1;
        }
}

static void add(Kernel *kernel, guint32 offset, const char *name) {
        gsize length = strlen(name);
        guint8 *at = kernel->bytes + NAMES_AT + kernel->names;
        guint header = length < 0x80 ? 1 : 2;

        put(kernel, OFFSETS_AT + 4 * kernel->count++, 4, offset);
        put(kernel, COUNT_AT, 4, kernel->count);
        at[0] = (guint8) (header == 1 ? length : 0x80 | (length & 0x7f));
        at[header - 1] = (guint8) (header == 1 ? length : length >> 7);
        memcpy(at + header, name, length);
        kernel->names += header + (guint) length;
}

static void name_part(Kernel *kernel, const char *name, guint64 address) {
        g_string_append_printf(kernel->info, "SYMBOL(%s)=%" G_GINT64_MODIFIER "x\n", name, address);
}

static Kernel *kernel_new(gboolean big_endian) {
        Kernel *kernel = g_new0(Kernel, 1);

        kernel->memory = (TckKernelMemory){.read = read_kernel,
                                           .data = kernel,
                                           .big_endian = big_endian,
                                           .word = 8,
                                           .deadline = tck_deadline(PATIENCE)};
        kernel->info = g_string_new("OSRELEASE=6.1.0\n");
        name_part(kernel, "kallsyms_num_syms", TABLE + COUNT_AT);
        name_part(kernel, "kallsyms_relative_base", TABLE + BASE_AT);
        name_part(kernel, "kallsyms_offsets", TABLE + OFFSETS_AT);
        name_part(kernel, "kallsyms_token_index", TABLE + INDEXES_AT);
        name_part(kernel, "kallsyms_token_table", TABLE + TOKENS_AT);
        name_part(kernel, "kallsyms_names", TABLE + NAMES_AT);
        name_part(kernel, "_stext", TEXT);
        put(kernel, BASE_AT, 8, TEXT);
        put_tokens(kernel);
        return kernel;
}

static void kernel_free(Kernel *kernel) {
        g_string_free(kernel->info, TRUE);
        g_free(kernel);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kernel, kernel_free)

static void add_functions(Kernel *kernel) {
        g_autofree char *name = g_strnfill(LONG, 'x');

        *name = 't';
        add(kernel, 0, "T_stext");
        add(kernel, 0, "t_text");
        add(kernel, 0x100, name);
        add(kernel, 0x200, "T@reboot");
        add(kernel, 0x300, "Djiffies");
        add(kernel, 0x400, "B_end");
}

static TckKallsyms *open_table(Kernel *kernel, GError **error) {
        g_autoptr(TckVmcoreInfo) info = tck_vmcore_info_new(kernel->info->str);

        return tck_kallsyms_new(&kernel->memory, info, error);
}

static TckKallsyms *open_good(Kernel *kernel) {
        GError *error = NULL;
        TckKallsyms *symbols = open_table(kernel, &error);

        g_assert_no_error(error);
        return symbols;
}

static void assert_refused(Kernel *kernel, TckError code, const char *words) {
        GError *error = NULL;

        g_assert_null(open_table(kernel, &error));
        assert_failed(error, code, words);
}

static void check(const TckKallsyms *symbols, guint64 address, const char *expected) {
        g_autofree char *place = tck_kallsyms_describe(symbols, address);

        g_assert_cmpstr(place, ==, expected);
}

static void test_relative(void) {
        for (gboolean order = FALSE; order <= TRUE; order++) {
                g_autofree char *name = g_strnfill(LONG - 1, 'x'), *place = g_strdup_printf("%s+0xff", name);
                g_autoptr(Kernel) kernel = kernel_new(order);
                g_autoptr(TckKallsyms) symbols = NULL;

                add_functions(kernel);
                symbols = open_good(kernel);
                check(symbols, TEXT, "_stext+0x0");
                check(symbols, TEXT + 0xff, "_stext+0xff");
                check(symbols, TEXT + 0x1ff, place);
                check(symbols, TEXT + 0x208, "sys_reboot+0x8");
                check(symbols, TEXT + 0x300, NULL); /* a variable */
                check(symbols, TEXT + 0x400, NULL); /* the end */
                check(symbols, TEXT + 0x12345678, NULL);
                check(symbols, TEXT - 1, NULL);
                check(symbols, 0, NULL);
                check(symbols, G_MAXUINT64, NULL);
        }
}

/* As x86_64 has it: variables for each CPU have small addresses, and offsets of all others count down from -1. */
static void test_absolute(void) {
        g_autoptr(Kernel) kernel = kernel_new(FALSE);
        g_autoptr(TckKallsyms) symbols = NULL;

        add(kernel, 0, "Afixed_percpu_data");
        add(kernel, 0x40, "Acpu_number");
        add(kernel, (guint32) -1, "T_stext");
        add(kernel, (guint32) (-1 - 0x80), "Tpanic");
        add(kernel, (guint32) (-1 - 0x200), "B_end");
        symbols = open_good(kernel);
        check(symbols, TEXT + 0x7f, "_stext+0x7f");
        check(symbols, TEXT + 0x198, "panic+0x118");
        check(symbols, 0x48, NULL);
        check(symbols, TEXT + 0x200, NULL);
}

/* A kernel without symbols of variables. */
static void test_end(void) {
        g_autoptr(Kernel) kernel = kernel_new(FALSE);
        g_autoptr(TckKallsyms) symbols = NULL;

        add(kernel, 0, "T_stext");
        add(kernel, 0x100, "T_einittext");
        symbols = open_good(kernel);
        check(symbols, TEXT + 0xff, "_stext+0xff");
        check(symbols, TEXT + 0x100, NULL);
        check(symbols, TEXT + 0x1000, NULL);
}

static void test_absent(void) {
        g_autoptr(Kernel) kernel = kernel_new(FALSE);

        add_functions(kernel);
        g_string_assign(kernel->info, "OSRELEASE=5.10.0\n");
        assert_refused(kernel, TCK_ERROR_ABSENT, "kallsyms_num_syms");
}

static void test_flaws(void) {
        g_autoptr(Kernel) kernel = kernel_new(FALSE);
        g_autoptr(TckKallsyms) symbols = NULL;
        guint8 *token;

        add_functions(kernel);
        put(kernel, COUNT_AT, 4, 0);
        assert_refused(kernel, TCK_ERROR_PROTOCOL, "invalid length");
        put(kernel, COUNT_AT, 4, G_MAXUINT32);
        assert_refused(kernel, TCK_ERROR_PROTOCOL, "invalid length");
        put(kernel, COUNT_AT, 4, kernel->count);
        for (gint64 off = -4; off <= 4; off += 8) {
                put(kernel, BASE_AT, 8, TEXT + (guint64) off);
                assert_refused(kernel, TCK_ERROR_PROTOCOL, "first function");
        }
        put(kernel, BASE_AT, 8, TEXT);
        kernel->hole = OFFSETS_AT;
        assert_refused(kernel, TCK_ERROR_REFUSED, "not in the core");
        /* Names that are not there, that are too long, and that do not end. */
        kernel->hole = NAMES_AT;
        symbols = open_good(kernel);
        check(symbols, TEXT, NULL);
        kernel->hole = 0;
        token = memchr(kernel->bytes + TOKENS_AT, 'x', NAMES_AT - TOKENS_AT);
        *token = '\n';
        check(symbols, TEXT, NULL);
        *token = 'x';
        check(symbols, TEXT, "_stext+0x0");
        memset(kernel->bytes + TOKENS_AT, 'a', NAMES_AT - TOKENS_AT);
        check(symbols, TEXT, NULL);
        memset(kernel->bytes + NAMES_AT, 0xff, SIZE - NAMES_AT);
        check(symbols, TEXT + 0x208, NULL);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/kallsyms/relative", test_relative);
        g_test_add_func("/kallsyms/absolute", test_absolute);
        g_test_add_func("/kallsyms/end", test_end);
        g_test_add_func("/kallsyms/absent", test_absent);
        g_test_add_func("/kallsyms/flaws", test_flaws);
        return g_test_run();
}
