/* SPDX-License-Identifier: BSD-2-Clause */
#include "symbols.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <gelf.h>
#include <stdlib.h>

#include "error.h"

struct TckSymbols {
        Dwfl *dwfl;
        Dwfl_Module *module;
        GElf_Addr start;
};

/* Debugging information outside of the file is not searched for, neither here nor on debuginfod servers. */
static int find_no_debuginfo(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base, const char *file,
                             const char *link, GElf_Word crc, char **ret_file) {
        (void) module, (void) data, (void) name, (void) base, (void) file, (void) link, (void) crc, (void) ret_file;
        return -1;
}

static const Dwfl_Callbacks callbacks = {
        .find_debuginfo = find_no_debuginfo,
        .section_address = dwfl_offline_section_address,
};

void tck_symbols_free(TckSymbols *symbols) {
        if (!symbols)
                return;
        dwfl_end(symbols->dwfl);
        g_free(symbols);
}

TckSymbols *tck_symbols_open(const char *elf_path, GError **error) {
        g_autoptr(TckSymbols) symbols = g_new0(TckSymbols, 1);

        symbols->dwfl = dwfl_begin(&callbacks);
        if (symbols->dwfl) {
                dwfl_report_begin(symbols->dwfl);
                symbols->module = dwfl_report_elf(symbols->dwfl, "", elf_path, -1, 0, TRUE);
                dwfl_report_end(symbols->dwfl, NULL, NULL);
        }
        if (!symbols->module) {
                tck_error_set(error, TCK_ERROR_ENVIRONMENT, "cannot read the symbols of %s: %s", elf_path,
                              dwfl_errmsg(-1));
                return NULL;
        }
        dwfl_module_info(symbols->module, NULL, &symbols->start, NULL, NULL, NULL, NULL, NULL);
        return g_steal_pointer(&symbols);
}

guint64 tck_symbols_start(const TckSymbols *symbols) {
        return symbols->start;
}

gboolean tck_symbols_is_code(TckSymbols *symbols, guint64 address) {
        GElf_Addr bias, there = address;
        Elf_Scn *section = dwfl_module_address_section(symbols->module, &there, &bias);
        GElf_Shdr header;

        return section && gelf_getshdr(section, &header) && header.sh_flags & SHF_EXECINSTR;
}

/* ---- lines ---- */

/* A place in a source file. The file is borrowed from the module, and NULL if it is unknown. */
typedef struct {
        const char *file;
        int line;
} Place;

/* The place that calls an inlined function. */
static Place call_of(Dwarf_Die *unit, Dwarf_Die *inlined) {
        Dwarf_Attribute attribute;
        Dwarf_Word file, line;
        Dwarf_Files *files;
        size_t count;

        if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &file) != 0 ||
            dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &line) != 0 ||
            dwarf_getsrcfiles(unit, &files, &count) != 0 || file >= count || line > G_MAXINT)
                return (Place){NULL, 0};
        return (Place){dwarf_filesrc(files, file, NULL, NULL), (int) line};
}

/* If the code at the address was inlined: the place in the enclosing function that calls it. Otherwise its file is NULL. */
static Place outermost_call(TckSymbols *symbols, GElf_Addr address) {
        Place place = {NULL, 0};
        Dwarf_Addr bias;
        Dwarf_Die *unit = dwfl_module_addrdie(symbols->module, address, &bias), *scopes = NULL;
        int count = unit ? dwarf_getscopes(unit, address - bias, &scopes) : 0;

        for (int i = 0; i < count && dwarf_tag(scopes + i) != DW_TAG_subprogram; i++)
                if (dwarf_tag(scopes + i) == DW_TAG_inlined_subroutine)
                        place = call_of(unit, scopes + i);
        free(scopes);
        return place;
}

static Place find_place(TckSymbols *symbols, GElf_Addr address) {
        Place place = outermost_call(symbols, address);
        Dwfl_Line *line = place.file ? NULL : dwfl_module_getsrc(symbols->module, address);

        if (line)
                place.file = dwfl_lineinfo(line, NULL, &place.line, NULL, NULL, NULL);
        return place;
}

/* Symbols that tell code from data, or of which instruction set the code is ("$x", "$d"), but name nothing. */
static gboolean is_mapping(const char *name) {
        return *name == '$';
}

/* The last function or label before the address in the same section. */
static const char *find_label(TckSymbols *symbols, GElf_Addr address, GElf_Word section, GElf_Off *ret_offset) {
        int count = dwfl_module_getsymtab(symbols->module);
        const char *found = NULL;

        for (int i = 1; i < count; i++) {
                GElf_Sym symbol;
                GElf_Word there;
                GElf_Addr start;
                const char *name = dwfl_module_getsym_info(symbols->module, i, &symbol, &start, &there, NULL, NULL);
                int type = name ? GELF_ST_TYPE(symbol.st_info) : STT_FILE;

                if ((type != STT_FUNC && type != STT_NOTYPE) || !*name || is_mapping(name) || there != section ||
                    start > address || (found && address - start >= *ret_offset))
                        continue;
                found = name;
                *ret_offset = address - start;
        }
        return found;
}

char *tck_symbols_describe(TckSymbols *symbols, guint64 address, guint64 bias) {
        GElf_Addr linked = address - bias;
        GElf_Off offset;
        GElf_Sym symbol;
        GElf_Word section;
        const char *name = dwfl_module_addrinfo(symbols->module, linked, &offset, &symbol, &section, NULL, NULL);
        Place place;

        if (name && is_mapping(name))
                name = find_label(symbols, linked, section, &offset);
        if (!name || !*name)
                return NULL;
        place = find_place(symbols, linked);
        if (!place.file)
                return g_strdup_printf("%s (+0x%" G_GINT64_MODIFIER "x)", name, (guint64) offset);
        /* "./" is the folder of the build. */
        return g_strdup_printf("%s at %s:%d (+0x%" G_GINT64_MODIFIER "x)", name,
                               g_str_has_prefix(place.file, "./") ? place.file + 2 : place.file, place.line,
                               (guint64) offset);
}
