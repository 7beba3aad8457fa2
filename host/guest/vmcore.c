/* SPDX-License-Identifier: BSD-2-Clause */
#include "vmcore.h"

#include <elf.h>
#include <string.h>
#include <unistd.h>

#include "core_pages.h"
#include "error.h"
#include "vmcore_search.h"

enum { SEARCH_SECONDS = 20 };

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

/* The machine's name in uname(2); NULL: libkdumpfile finds it out. */
static const char *machine_of(guint elf_machine) {
        switch (elf_machine) {
        case EM_X86_64:
                return "x86_64";
        case EM_386:
                return "i686";
        case EM_AARCH64:
                return "aarch64";
        case EM_PPC64:
                return "ppc64";
        case EM_S390:
                return "s390x";
        default:
                return NULL;
        }
}

/* Current versions of QEMU write "Unknown" as the machine. The size of NT_PRSTATUS, or the byte order, differs between machines. */
static const char *machine_of_kdump(const TckKdump *kdump, const TckCoreNotes *notes) {
        static const struct {
                gsize prstatus;
                gboolean big_endian;
                const char *machine;
        } sizes[] = {{336, FALSE, "x86_64"}, {144, FALSE, "i686"},  {392, FALSE, "aarch64"},
                     {504, TRUE, "ppc64"},   {504, FALSE, "ppc64"}, {336, TRUE, "s390x"}};

        for (gsize i = 0; g_str_equal(kdump->machine, "Unknown") && i < G_N_ELEMENTS(sizes); i++)
                if (notes->prstatus == sizes[i].prstatus && kdump->big_endian == sizes[i].big_endian)
                        return sizes[i].machine;
        return kdump->machine;
}

/* libkdumpfile refuses some ELF cores because of their section headers: these are opened without them. */
static gboolean open_pages(Vmcore *core, const char *path, const char *machine, GError **error) {
        const TckCoreFile file = file_of(core);
        g_autofree char *directory = g_path_get_dirname(path);
        GError *first = NULL;

        core->pages = tck_pages_open(&file, machine, &first);
        if (!core->pages && core->is_elf && tck_core_elf_strip(&file, directory, &core->stripped, NULL))
                core->pages = tck_pages_open(&core->stripped, machine, NULL);
        if (core->pages)
                g_clear_error(&first);
        else
                g_propagate_error(error, first);
        return core->pages != NULL;
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
        /* Headers of older versions are shorter, which is an error here; the library reads all versions. */
        if (tck_kdump_is_one(beginning))
                tck_kdump_read(&file, &kdump, &core->notes, NULL);
        return open_pages(core, path,
                          core->is_elf ? machine_of(core->elf.machine) : machine_of_kdump(&kdump, &core->notes), error);
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
        core->public.arch = tck_pages_attribute(core->pages, "arch.name");
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
        const char *release;
        guint64 time;

        core->public.vmcoreinfo = text;
        core->info = tck_vmcore_info_new(text);
        release = tck_vmcore_info_text(core->info, "OSRELEASE");
        core->public.release = g_strdup(release);
        if (tck_vmcore_info_number(core->info, "CRASHTIME", &time) && time <= G_MAXUINT32)
                core->public.crash_time = (gint64) time;
        settle_order(core);
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

static void find_info(Vmcore *core) {
        char *text = tck_pages_vmcoreinfo(core->pages);

        if (text && strstr(text, "OSRELEASE=")) {
                take_info(core, text);
                return;
        }
        g_free(text);
        if (core->public.arch)
                search_info(core);
        else
                g_ptr_array_add(core->public.troubles,
                                g_strdup("libkdumpfile cannot determine its architecture, and so cannot find the "
                                         "kernel's memory; QEMU's kdump cores of arm64 and ppc64 do not record the "
                                         "architecture, its ELF cores do"));
        if (!core->public.release)
                core->public.release = tck_pages_attribute(core->pages, "linux.uts.release");
}

/* ---- CPUs ---- */

/* The names of an architecture's registers in libkdumpfile. */
static const struct {
        const char *arch, *ip, *sp;
} registers[] = {
        {"x86_64", "rip", "rsp"}, {"ia32", "eip", "esp"}, {"aarch64", "pc", "sp"},
        {"s390x", "pswa", "r15"}, {"ppc64", "pc", "r1"},
};

static gboolean read_register(Vmcore *core, guint cpu, const char *name, guint64 *ret_value) {
        g_autofree char *key = g_strdup_printf("cpu.%u.%s", cpu, name);
        g_autofree char *text = tck_pages_attribute(core->pages, key);

        *ret_value = text ? g_ascii_strtoull(text, NULL, 0) : 0;
        return text != NULL;
}

static void read_cpu(Vmcore *core, guint number, TckVmcoreCpu *cpu) {
        guint64 pid;

        for (gsize i = 0; i < G_N_ELEMENTS(registers); i++) {
                g_autofree char *ip = g_strconcat("reg.", registers[i].ip, NULL);
                g_autofree char *sp = g_strconcat("reg.", registers[i].sp, NULL);

                if (g_strcmp0(registers[i].arch, core->public.arch) != 0)
                        continue;
                cpu->has_place = read_register(core, number, ip, &cpu->ip);
                read_register(core, number, sp, &cpu->sp);
        }
        /* In the field of the task, QEMU stores the CPU's number. Only a kernel stores CRASHTIME, and there the field is right. */
        if (core->public.crash_time && read_register(core, number, "pid", &pid))
                cpu->pid = (guint) pid;
}

static void read_cpus(Vmcore *core) {
        guint64 count = attribute_number(core, "cpu.number", 0);

        for (guint i = 0; i < MIN(count, TCK_VMCORE_CPUS_MAX); i++) {
                TckVmcoreCpu cpu = {0};

                read_cpu(core, i, &cpu);
                g_array_append_val(core->cpus, cpu);
        }
        for (guint i = 0; !count && i < MIN(core->notes.cpus->len, TCK_VMCORE_CPUS_MAX); i++) {
                const TckRegisters *from = &g_array_index(core->notes.cpus, TckRegisters, i);
                TckVmcoreCpu cpu = {.has_place = TRUE, .ip = from->ip, .sp = from->sp};

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

gboolean tck_vmcore_dmesg(TckVmcore *public, const TckDmesgSink *sink, guint64 *ret_missing, GError **error) {
        Vmcore *core = (Vmcore *) public;

        if (!core->info)
                return tck_error_set(error, TCK_ERROR_ABSENT, "it has no VMCOREINFO, which says where the log is");
        return tck_dmesg_read(&core->memory, core->info, sink, ret_missing, error);
}
