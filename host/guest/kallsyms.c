/* SPDX-License-Identifier: BSD-2-Clause */
#include "kallsyms.h"

#include <string.h>

#include "error.h"

enum {
        COUNT_MAX = 1 << 22, /* symbols; a kernel has some 200,000 */
        NAME_MAX_SIZE = 512, /* bytes, with the type and the NUL: KSYM_NAME_LEN */
        LONG_NAME = 0x80,    /* in the first byte of a length: a second byte has its upper bits */
        TOKENS = 256,
        TOKENS_SIZE = 1 << 16,
};

struct TckKallsyms {
        const TckKernelMemory *memory;
        guint64 count, base;
        /* Offsets that are not negative are addresses, those of variables for each CPU; the others count down from below the base. */
        gboolean absolute;
        TckKernelView *offsets, *names, *indexes, *tokens;
};

void tck_kallsyms_free(TckKallsyms *symbols) {
        if (!symbols)
                return;
        g_free(symbols->offsets);
        g_free(symbols->names);
        g_free(symbols->indexes);
        g_free(symbols->tokens);
        g_free(symbols);
}

/* ---- addresses ---- */

static gboolean read_offset(const TckKallsyms *symbols, guint64 index, guint32 *ret_offset, GError **error) {
        const guint8 *bytes = tck_kernel_view(symbols->offsets, symbols->memory, 4 * index, 4, error);

        if (bytes)
                *ret_offset = (guint32) tck_kernel_integer(symbols->memory, bytes, 4);
        return bytes != NULL;
}

static gboolean address_of(const TckKallsyms *symbols, guint64 index, guint64 *ret_address) {
        guint32 offset;

        if (!read_offset(symbols, index, &offset, NULL))
                return FALSE;
        if (!symbols->absolute)
                *ret_address = symbols->base + offset;
        else if (offset <= G_MAXINT32)
                *ret_address = offset;
        else
                *ret_address = symbols->base - 1 + (guint64) - (gint64) (gint32) offset;
        return TRUE;
}

/* The first symbol of those with the greatest address that is not above this one. The last symbol is the end of the kernel, and belongs to
 * no function. */
static gboolean find(const TckKallsyms *symbols, guint64 address, guint64 *ret_index, guint64 *ret_address) {
        guint64 low = 0, high = symbols->count, middle, there;

        while (high - low > 1) {
                middle = low + (high - low) / 2;
                if (!address_of(symbols, middle, &there))
                        return FALSE;
                if (there <= address)
                        low = middle;
                else
                        high = middle;
        }
        if (high == symbols->count || !address_of(symbols, low, ret_address) || *ret_address > address)
                return FALSE;
        while (low && address_of(symbols, low - 1, &there) && there == *ret_address)
                low--;
        *ret_index = low;
        return TRUE;
}

/* ---- names ---- */

/* The length of the name at that offset, in bytes of the table, and that of the length itself. */
static gboolean read_length(const TckKallsyms *symbols, guint64 at, guint *ret_length, guint *ret_header) {
        const guint8 *bytes = tck_kernel_view(symbols->names, symbols->memory, at, 1, NULL);

        if (!bytes)
                return FALSE;
        *ret_length = *bytes;
        *ret_header = 1;
        if (!(*ret_length & LONG_NAME))
                return TRUE;
        bytes = tck_kernel_view(symbols->names, symbols->memory, at + 1, 1, NULL);
        if (bytes)
                *ret_length = (*ret_length & ~(guint) LONG_NAME) | (guint) *bytes << 7;
        *ret_header = 2;
        return bytes != NULL;
}

/* Names have no index that VMCOREINFO tells of: those before it are skipped. */
static gboolean find_name(const TckKallsyms *symbols, guint64 index, guint64 *ret_at, guint *ret_length) {
        guint length, header;
        guint64 at = 0;

        for (guint64 i = 0; read_length(symbols, at, &length, &header); i++) {
                if (i == index) {
                        *ret_at = at + header;
                        *ret_length = length;
                        return TRUE;
                }
                at += header + length;
        }
        return FALSE;
}

/* Adds the characters that a byte of a name stands for. FALSE if there are none, or if the name becomes too long. */
static gboolean add_token(const TckKallsyms *symbols, guint8 token, GString *name) {
        const guint8 *bytes = tck_kernel_view(symbols->indexes, symbols->memory, 2 * (guint64) token, 2, NULL);
        guint64 at = bytes ? tck_kernel_integer(symbols->memory, bytes, 2) : 0;

        while (bytes && (bytes = tck_kernel_view(symbols->tokens, symbols->memory, at++, 1, NULL)) && *bytes) {
                if (!g_ascii_isgraph(*bytes) || name->len + 1 == NAME_MAX_SIZE)
                        return FALSE;
                g_string_append_c(name, (char) *bytes);
        }
        return bytes != NULL;
}

/* The type, a letter as of nm(1), and the name. */
static GString *read_name(const TckKallsyms *symbols, guint64 index) {
        GString *name = g_string_new(NULL);
        guint length = 0;
        guint64 at = 0;
        gboolean good = find_name(symbols, index, &at, &length);

        for (guint i = 0; good && i < length; i++) {
                const guint8 *bytes = tck_kernel_view(symbols->names, symbols->memory, at + i, 1, NULL);

                good = bytes && add_token(symbols, *bytes, name);
        }
        if (good && name->len > 1)
                return name;
        g_string_free(name, TRUE);
        return NULL;
}

char *tck_kallsyms_describe(const TckKallsyms *symbols, guint64 address) {
        guint64 index, start;
        GString *name = find(symbols, address, &index, &start) ? read_name(symbols, index) : NULL;
        char *place = NULL;

        if (name && strchr("tTwW", *name->str))
                place = g_strdup_printf("%s+0x%" G_GINT64_MODIFIER "x", name->str + 1, address - start);
        if (name)
                g_string_free(name, TRUE);
        return place;
}

/* ---- the table ---- */

static gboolean find_part(const TckVmcoreInfo *info, const char *name, guint64 *ret_address, GError **error) {
        g_autofree char *key = g_strdup_printf("SYMBOL(%s)", name);

        return tck_vmcore_info_number(info, key, ret_address) ||
               tck_error_set(error, TCK_ERROR_ABSENT, "VMCOREINFO has no %s, which Linux has since 6.0", key);
}

static gboolean find_view(const TckVmcoreInfo *info, const char *name, guint64 size, TckKernelView **ret_view,
                          GError **error) {
        guint64 address;

        if (!find_part(info, name, &address, error))
                return FALSE;
        *ret_view = tck_kernel_view_new(address, size);
        return TRUE;
}

static gboolean find_parts(TckKallsyms *symbols, const TckVmcoreInfo *info, GError **error) {
        const TckKernelMemory *memory = symbols->memory;
        guint64 count, base;

        if (!find_part(info, "kallsyms_num_syms", &count, error) ||
            !find_part(info, "kallsyms_relative_base", &base, error) ||
            !tck_kernel_read_integer(memory, count, 4, &symbols->count, error) ||
            !tck_kernel_read_integer(memory, base, memory->word, &symbols->base, error))
                return FALSE;
        if (!symbols->count || symbols->count > COUNT_MAX)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the kernel's table of symbols has an invalid length");
        return find_view(info, "kallsyms_offsets", 4 * symbols->count, &symbols->offsets, error) &&
               find_view(info, "kallsyms_names", symbols->count * NAME_MAX_SIZE, &symbols->names, error) &&
               find_view(info, "kallsyms_token_index", 2 * TOKENS, &symbols->indexes, error) &&
               find_view(info, "kallsyms_token_table", TOKENS_SIZE, &symbols->tokens, error);
}

/* Whether the kernel's first function has its address. */
static gboolean is_right(const TckKallsyms *symbols, const TckVmcoreInfo *info, GError **error) {
        guint64 first, index, there;

        return find_part(info, "_stext", &first, error) &&
               ((find(symbols, first, &index, &there) && there == first) ||
                tck_error_set(error, TCK_ERROR_PROTOCOL,
                              "the kernel's table of symbols does not have its first function"));
}

TckKallsyms *tck_kallsyms_new(const TckKernelMemory *memory, const TckVmcoreInfo *info, GError **error) {
        g_autoptr(TckKallsyms) symbols = g_new0(TckKallsyms, 1);
        guint32 last;

        symbols->memory = memory;
        if (!find_parts(symbols, info, error) || !read_offset(symbols, symbols->count - 1, &last, error))
                return NULL;
        symbols->absolute = last > G_MAXINT32;
        return is_right(symbols, info, error) ? g_steal_pointer(&symbols) : NULL;
}
