/* SPDX-License-Identifier: BSD-2-Clause */
#include "vmcore.h"

#include <elf.h>
#include <string.h>
#include <unistd.h>

#include "core_pages.h"
#include "error.h"
#include "kallsyms.h"
#include "vmcore_search.h"

enum { SEARCH_SECONDS = 20, KDUMP_VERSION = 6 };

typedef struct {
        TckVmcore public; /* first: the public part */
        TckCoreFile file;
        TckFlat *flat;        /* NULL unless the file is flattened */
        TckCoreFile stripped; /* a copy without section headers; descriptor -1 without one */
        TckCoreElf elf;
        TckCoreNotes notes;
        gboolean is_elf;
        TckPages *pages;
        TckVmcoreInfo *info; /* NULL without VMCOREINFO */
        GArray *cpus;
        TckKernelMemory memory;
        TckKallsyms *symbols; /* NULL without */
} Vmcore;

gboolean tck_vmcore_is_one(const guint8 beginning[TCK_VMCORE_SIGNATURE]) {
        static const char disk_dump[] = {'D', 'I', 'S', 'K', 'D', 'U', 'M', 'P'};
        static const guint8 s390[] = {0xa8, 0x19, 0x01, 0x73, 0x61, 0x8f, 0x23, 0xfd};
        static const guint8 lkcd[] = {0xed, 0x23, 0x8f, 0x61, 0x73, 0x01, 0x19, 0xa8};

        if (tck_core_elf_is_one(beginning))
                return beginning[16 + (beginning[EI_DATA] == ELFDATA2MSB)] == ET_CORE;
        return tck_flat_is_one(beginning) || tck_kdump_is_one(beginning) ||
               memcmp(beginning, disk_dump, sizeof disk_dump) == 0 || memcmp(beginning, s390, sizeof s390) == 0 ||
               memcmp(beginning, lkcd, sizeof lkcd) == 0 || memcmp(beginning + 1, lkcd + 1, sizeof lkcd - 1) == 0;
}

void tck_vmcore_free(TckVmcore *public) {
        Vmcore *core = (Vmcore *) public;

        if (!core)
                return;
        tck_kallsyms_free(core->symbols);
        tck_pages_free(core->pages);
        tck_flat_free(core->flat);
        if (core->file.fd >= 0)
                close(core->file.fd);
        if (core->stripped.fd >= 0)
                close(core->stripped.fd);
        tck_core_notes_clear(&core->notes);
        g_array_unref(core->elf.segments);
        g_array_unref(core->cpus);
        tck_vmcore_info_free(core->info);
        g_free(public->format);
        g_free(public->arch);
        g_free(public->release);
        g_free(public->vmcoreinfo);
        g_clear_pointer(&public->windows, g_bytes_unref);
        g_ptr_array_unref(public->troubles);
        g_free(core);
}

/* ---- the file ---- */

static TckCoreFile file_of(const Vmcore *core) {
        return core->flat ? tck_flat_file(core->flat) : core->file;
}

static gboolean open_flat(Vmcore *core, const char *path, GError **error) {
        g_autofree char *directory = g_path_get_dirname(path);

        core->flat = tck_flat_open(&core->file, directory, error);
        return core->flat && tck_flat_rearrange(core->flat, error);
}

/* libkdumpfile refuses some ELF cores because of their section headers: these are opened without them. */
static gboolean open_pages(Vmcore *core, const char *path, const TckPrstatus *form, GError **error) {
        const TckCoreFile file = file_of(core);
        g_autofree char *directory = g_path_get_dirname(path);
        const char *arch = form ? form->library : NULL;
        GError *first = NULL;

        core->pages = tck_pages_open(&file, arch, &first);
        if (!core->pages && core->is_elf && tck_core_elf_strip(&file, directory, &core->stripped, NULL))
                core->pages = tck_pages_open(&core->stripped, arch, NULL);
        if (core->pages)
                g_clear_error(&first);
        else
                g_propagate_error(error, first);
        return core->pages != NULL;
}

/* Headers of older versions are shorter, which is an error of tck_kdump_read(); the library reads all versions. */
static gboolean read_kdump(Vmcore *core, const TckCoreFile *file, TckKdump *kdump, GError **error) {
        GError *local = NULL;

        if (tck_kdump_read(file, kdump, &core->notes, &local)) {
                if (tck_kdump_is_cut(file, kdump))
                        g_ptr_array_add(core->public.troubles,
                                        g_strdup("the file is too short: pages that it should have are missing"));
                return TRUE;
        }
        if (kdump->version >= KDUMP_VERSION) {
                g_propagate_error(error, local);
                return FALSE;
        }
        g_error_free(local);
        return TRUE;
}

static gboolean open_file(Vmcore *core, const char *path, GError **error) {
        guint8 beginning[TCK_FLAT_SIGNATURE];
        TckKdump kdump = {0};
        TckCoreFile file;

        if (!tck_core_file_open(path, core->file.deadline, &core->file, error) ||
            !tck_core_read_at(core->file.fd, 0, beginning, sizeof beginning, error))
                return FALSE;
        if (tck_flat_is_one(beginning) && !open_flat(core, path, error))
                return FALSE;
        file = file_of(core);
        if (!tck_core_read_at(file.fd, 0, beginning, sizeof beginning, error))
                return FALSE;
        core->is_elf = tck_core_elf_is_one(beginning);
        if (core->is_elf && !tck_core_elf_read(&file, &core->elf, &core->notes, error))
                return FALSE;
        if (tck_kdump_is_one(beginning) && !read_kdump(core, &file, &kdump, error))
                return FALSE;
        return open_pages(core, path,
                          core->is_elf
                                  ? tck_find_library_of_core(core->elf.machine)
                                  : tck_find_library_of_kdump(kdump.machine, kdump.big_endian, core->notes.prstatus),
                          error);
}

/* ---- headers and notes ---- */

static guint64 attribute_number(const Vmcore *core, const char *key, guint64 otherwise) {
        g_autofree char *text = tck_pages_attribute(core->pages, key);

        return text ? g_ascii_strtoull(text, NULL, 0) : otherwise;
}

static void tell_headers(Vmcore *core) {
        g_autofree char *format = tck_pages_attribute(core->pages, "file.description");

        if (!format)
                format = tck_pages_attribute(core->pages, "file.format");
        core->public.format =
                g_strdup_printf("%s%s", format ? format : "form that has no name", core->flat ? ", flattened" : "");
        core->public.machine = core->notes.prstatus ? core->notes.arch : NULL;
        core->public.arch = tck_pages_attribute(core->pages, "arch.name");
        core->public.mapped = core->public.arch != NULL;
        if (!core->public.arch && core->public.machine)
                core->public.arch = g_strdup(core->public.machine->name);
        core->memory.big_endian =
                core->is_elf ? core->notes.big_endian : attribute_number(core, "arch.byte_order", 1) == 0;
        core->memory.word = core->is_elf ? core->elf.word : (attribute_number(core, "arch.ptr_size", 8) == 4 ? 4 : 8);
}

/* Windows' driver puts the header of a Windows dump in place of VMCOREINFO. */
static gboolean take_windows(Vmcore *core) {
        static const char signature[] = {'P', 'A', 'G', 'E', 'D', 'U'};
        gsize size = 0;
        const char *bytes = core->notes.guest ? g_bytes_get_data(core->notes.guest, &size) : NULL;

        if (size < sizeof signature || memcmp(bytes, signature, sizeof signature) != 0)
                return FALSE;
        core->public.windows = g_bytes_ref(core->notes.guest);
        return TRUE;
}

/* ---- VMCOREINFO ---- */

/* Whether the pointer to the log, in the assumed byte order, points to memory in the core. */
static gboolean leads_somewhere(Vmcore *core, guint64 symbol) {
        guint64 pointer;
        guint8 byte;

        return tck_kernel_read_integer(&core->memory, symbol, core->memory.word, &pointer, NULL) &&
               tck_vmcore_read(&core->public, pointer, &byte, 1, NULL);
}

/* QEMU writes a core in the machine's byte order, but the CPU may run in the other one, as ppc64le does on pseries. */
static void settle_order(Vmcore *core) {
        guint64 symbol;

        if (!tck_vmcore_info_number(core->info, "SYMBOL(prb)", &symbol) &&
            !tck_vmcore_info_number(core->info, "SYMBOL(log_buf)", &symbol))
                return;
        if (leads_somewhere(core, symbol))
                return;
        core->memory.big_endian = !core->memory.big_endian;
        if (!leads_somewhere(core, symbol))
                core->memory.big_endian = !core->memory.big_endian;
}

static void take_info(Vmcore *core, char *text) {
        GError *error = NULL;
        const char *release;
        guint64 time;

        core->public.vmcoreinfo = text;
        core->info = tck_vmcore_info_new(text);
        release = tck_vmcore_info_text(core->info, "OSRELEASE");
        core->public.release = g_strdup(release);
        if (tck_vmcore_info_number(core->info, "CRASHTIME", &time) && time <= G_MAXUINT32)
                core->public.crash_time = (gint64) time;
        settle_order(core);
        core->symbols = tck_kallsyms_new(&core->memory, core->info, &error);
        if (error && !g_error_matches(error, TCK_ERROR, TCK_ERROR_ABSENT))
                g_ptr_array_add(core->public.troubles,
                                g_strdup_printf("the kernel's table of symbols: %s", error->message));
        g_clear_error(&error);
}

/* Whether the kernel's log can be read where this VMCOREINFO says that it is. */
static gboolean suits(Vmcore *core, const char *text) {
        g_autoptr(TckVmcoreInfo) info = tck_vmcore_info_new(text);
        guint64 address, size = core->memory.word;
        guint8 bytes[8];

        return tck_pages_use_vmcoreinfo(core->pages, text, NULL) &&
               (tck_vmcore_info_number(info, "SYMBOL(prb)", &address) ||
                tck_vmcore_info_number(info, "SYMBOL(log_buf)", &address)) &&
               tck_pages_read(core->pages, TCK_PAGES_KERNEL, address, bytes, (gsize) size, NULL);
}

static void search_info(Vmcore *core) {
        g_autoptr(TckVmcoreSearch) search = tck_vmcore_search_new(
                file_of(core), core->is_elf ? core->elf.segments : NULL, core->pages,
                MIN(core->file.deadline, g_get_monotonic_time() + SEARCH_SECONDS * G_USEC_PER_SEC));
        GError *error = NULL;
        char *text;

        while ((text = tck_vmcore_search_next(search, &error))) {
                if (suits(core, text)) {
                        core->public.found = TRUE;
                        take_info(core, text);
                        return;
                }
                g_free(text);
        }
        g_ptr_array_add(core->public.troubles,
                        g_strdup_printf("VMCOREINFO is not in a note, and was not found in the guest's memory%s%s",
                                        error ? ": " : "", error ? error->message : ""));
        g_clear_error(&error);
}

/* Why the kernel's memory cannot be read. */
static char *explain_unmapped(const Vmcore *core) {
        if (core->public.arch)
                return g_strdup_printf(
                        "this libkdumpfile does not know %s, so the kernel's log cannot be read; the CPUs' "
                        "registers are",
                        core->public.arch);
        if (core->is_elf)
                return g_strdup_printf(
                        "ELF machine %u is not a known architecture, so neither the CPUs' registers nor the "
                        "kernel's log can be read",
                        core->elf.machine);
        return g_strdup("its architecture is not recorded, so neither the CPUs' registers nor the kernel's log can be "
                        "read; QEMU's ELF cores record it");
}

static void find_info(Vmcore *core) {
        char *text = tck_pages_vmcoreinfo(core->pages);

        if (text && strstr(text, "OSRELEASE=")) {
                take_info(core, text);
                return;
        }
        g_free(text);
        if (core->public.mapped)
                search_info(core);
        else
                g_ptr_array_add(core->public.troubles, explain_unmapped(core));
        if (!core->public.release)
                core->public.release = tck_pages_attribute(core->pages, "linux.uts.release");
}

/* ---- CPUs ---- */

static gboolean read_register(Vmcore *core, guint cpu, const char *name, guint64 *ret_value) {
        g_autofree char *key = g_strdup_printf("cpu.%u.%s", cpu, name);
        g_autofree char *text = tck_pages_attribute(core->pages, key);

        *ret_value = text ? g_ascii_strtoull(text, NULL, 0) : 0;
        return text != NULL;
}

/* From libkdumpfile, which reads more formats. */
static void ask_for_cpu(Vmcore *core, guint number, TckVmcoreCpu *cpu) {
        const TckPrstatus *form = core->public.mapped ? tck_find_library(core->public.arch) : NULL;
        g_autofree char *ip = g_strdup_printf("reg.%s", form ? form->library_ip : "");
        g_autofree char *sp = g_strdup_printf("reg.%s", form ? form->library_sp : "");

        cpu->has_place = form && read_register(core, number, ip, &cpu->registers.ip);
        if (form)
                read_register(core, number, sp, &cpu->registers.sp);
}

static void read_cpus(Vmcore *core) {
        const GArray *notes = core->notes.cpus;
        guint64 count = attribute_number(core, "cpu.number", 0), pid;
        gboolean noted = !count || count == notes->len;

        for (guint i = 0; i < MIN(count ? count : notes->len, TCK_VMCORE_CPUS_MAX); i++) {
                TckVmcoreCpu cpu = {.has_place = noted};

                if (noted)
                        cpu.registers = g_array_index(notes, TckRegisters, i);
                else
                        ask_for_cpu(core, i, &cpu);
                /* In the field of the task, QEMU stores the CPU's number. Only a kernel stores CRASHTIME, and there the field is right. */
                if (core->public.crash_time && read_register(core, i, "pid", &pid))
                        cpu.pid = (guint) pid;
                g_array_append_val(core->cpus, cpu);
        }
        core->public.cpu_count = core->cpus->len;
        core->public.cpus = (const TckVmcoreCpu *) core->cpus->data;
}

/* ---- the core ---- */

static gboolean read_memory(gpointer data, guint64 address, void *ret_bytes, gsize length, GError **error) {
        return tck_vmcore_read(data, address, ret_bytes, length, error);
}

TckVmcore *tck_vmcore_open(const char *path, gint64 deadline, GError **error) {
        Vmcore *core = g_new0(Vmcore, 1);

        core->file = core->stripped = (TckCoreFile){.fd = -1, .deadline = deadline};
        core->elf.segments = g_array_new(FALSE, FALSE, sizeof(TckCoreSegment));
        core->cpus = g_array_new(FALSE, FALSE, sizeof(TckVmcoreCpu));
        core->public.troubles = g_ptr_array_new_with_free_func(g_free);
        core->memory = (TckKernelMemory){.read = read_memory, .data = core, .deadline = deadline};
        tck_core_notes_init(&core->notes);
        if (!open_file(core, path, error)) {
                g_prefix_error(error, "the core %s: ", path);
                tck_vmcore_free(&core->public);
                return NULL;
        }
        tell_headers(core);
        if (!take_windows(core))
                find_info(core);
        read_cpus(core);
        return &core->public;
}

gboolean tck_vmcore_read(TckVmcore *public, guint64 address, void *ret_bytes, gsize length, GError **error) {
        return tck_pages_read(((Vmcore *) public)->pages, TCK_PAGES_KERNEL, address, ret_bytes, length, error);
}

/* Of ELF cores, libkdumpfile does not read memory at physical addresses on all architectures. */
gboolean tck_vmcore_read_physical(TckVmcore *public, guint64 address, void *ret_bytes, gsize length, GError **error) {
        const Vmcore *core = (Vmcore *) public;

        if (core->is_elf)
                return tck_core_elf_read_memory(&core->file, &core->elf, address, ret_bytes, length, error);
        return tck_pages_read(core->pages, TCK_PAGES_PHYSICAL, address, ret_bytes, length, error);
}

gboolean tck_vmcore_dmesg(TckVmcore *public, const TckDmesgSink *sink, guint64 *ret_missing, GError **error) {
        Vmcore *core = (Vmcore *) public;

        if (!core->info)
                return tck_error_set(error, TCK_ERROR_ABSENT, "it has no VMCOREINFO, which says where the log is");
        return tck_dmesg_read(&core->memory, core->info, sink, ret_missing, error);
}

char *tck_vmcore_describe(TckVmcore *public, guint64 address) {
        const TckKallsyms *symbols = ((Vmcore *) public)->symbols;

        return symbols ? tck_kallsyms_describe(symbols, address) : NULL;
}

guint64 tck_vmcore_bias(TckVmcore *public) {
        const TckVmcoreInfo *info = ((Vmcore *) public)->info;
        const char *offset = info ? tck_vmcore_info_text(info, "KERNELOFFSET") : NULL;

        return offset ? g_ascii_strtoull(offset, NULL, 16) : 0;
}
