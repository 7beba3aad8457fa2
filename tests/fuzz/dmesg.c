/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any VMCOREINFO over any memory as Linux's log, and as its table of symbols. The input: a byte of choices, VMCOREINFO up to a NUL, and the memory,
 * whose addresses wrap.
 */
#include "dmesg.h"

#include "fuzz.h"
#include "kallsyms.h"
#include "wait.h"

enum { SMALL = 1, BIG_ENDIAN_ONE = 2, CONSOLE = 4, READS_MAX = 2000 };

typedef struct {
        const uint8_t *bytes;
        size_t size;
        unsigned reads;
} Memory;

/* Reading beyond the end is an error. A log of millions of messages ends with a timeout, as at a deadline. */
static gboolean read_memory(gpointer data, guint64 address, void *ret_bytes, gsize length, GError **error) {
        Memory *memory = data;
        size_t at = memory->size ? (size_t) (address % memory->size) : 0;

        if (memory->reads++ > READS_MAX)
                return tck_error_set(error, TCK_ERROR_TIMEOUT, "it takes too long");
        if (length > memory->size - at)
                return tck_error_set(error, TCK_ERROR_REFUSED, "the address is not in the core");
        memcpy(ret_bytes, memory->bytes + at, length);
        return TRUE;
}

static void print(const char *text, gsize length, gpointer data) {
        guint64 *printed = data;

        for (gsize i = 0; i < length; i++)
                assert(g_ascii_isprint(text[i]) || text[i] == '\t' || text[i] == '\n');
        *printed += length;
}

static void check_symbols(const TckKernelMemory *memory, const TckVmcoreInfo *info) {
        GError *error = NULL;
        g_autoptr(TckKallsyms) symbols = tck_kallsyms_new(memory, info, &error);
        guint64 first = 0;

        assert_told(symbols != NULL, error);
        tck_vmcore_info_number(info, "SYMBOL(_stext)", &first);
        for (guint64 address = first; symbols && address < first + 64; address += 16) {
                g_autofree char *place = tck_kallsyms_describe(symbols, address);

                for (const char *at = place; at && *at; at++)
                        assert(g_ascii_isgraph(*at));
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        const uint8_t *end = size > 1 ? memchr(data + 1, '\0', size - 1) : NULL;
        g_autoptr(TckVmcoreInfo) info = NULL;
        GError *error = NULL;
        guint64 printed = 0, missing;
        TckKernelMemory kernel;
        Memory memory;
        gboolean good;

        if (!end)
                return 0;
        info = tck_vmcore_info_new((const char *) data + 1);
        memory = (Memory){.bytes = end + 1, .size = size - (size_t) (end + 1 - data)};
        kernel = (TckKernelMemory){.read = read_memory,
                                   .data = &memory,
                                   .big_endian = data[0] & BIG_ENDIAN_ONE,
                                   .word = data[0] & SMALL ? 4 : 8,
                                   .deadline = tck_deadline(60)};
        good = tck_dmesg_read(&kernel, info,
                              &(TckDmesgSink){.print = print, .data = &printed, .console = data[0] & CONSOLE}, &missing,
                              &error);
        assert(!g_error_matches(error, TCK_ERROR, TCK_ERROR_TIMEOUT) || memory.reads > READS_MAX);
        assert_told(good, error);
        memory.reads = 0;
        check_symbols(&kernel, info);
        return 0;
}
