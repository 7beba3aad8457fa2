/* SPDX-License-Identifier: BSD-2-Clause */
#include "core_reader.h"

#include <gelf.h>
#include <string.h>

#include "error.h"

enum {
        NOTES_MAX =
                16
                << 20, /* bytes of all notes; QEMU accepts 1 MiB of VMCOREINFO, and a CPU's notes are less than 1 KiB */
        LOADS_MAX = 1 << 20, /* segments */
};

typedef struct {
        const TckCoreFile *file;
        TckCoreElf *elf;
        TckCoreNotes *notes;
        gsize notes_size; /* of the notes so far */
} Reader;

static gboolean take_load(Reader *reader, const GElf_Phdr *header, GError **error) {
        TckCoreSegment segment = {header->p_paddr, header->p_vaddr, header->p_filesz, header->p_memsz,
                                  header->p_offset};

        if (!tck_core_lies_within(segment.physical, segment.memory, G_MAXUINT64) ||
            !tck_core_lies_within(segment.virtual, segment.memory, G_MAXUINT64))
                return tck_core_malformed(error, "a segment exceeds the address space");
        if (segment.length > segment.memory)
                return tck_core_malformed(error, "a segment is longer in the file than in memory");
        if (reader->elf->segments->len == LOADS_MAX)
                return tck_core_malformed(error, "there are too many segments");
        g_array_append_val(reader->elf->segments, segment);
        return TRUE;
}

/* Several segments may claim the same part of the file, so the limit applies to the sum of their sizes. */
static gboolean take_note_segment(Reader *reader, const GElf_Phdr *header, GError **error) {
        g_autofree guint8 *bytes = NULL;

        if (header->p_filesz > NOTES_MAX - reader->notes_size)
                return tck_core_malformed(error, "there are too many notes");
        reader->notes_size += header->p_filesz;
        bytes = g_malloc(header->p_filesz);
        return tck_core_read_at(reader->file->fd, header->p_offset, bytes, header->p_filesz, error) &&
               tck_core_notes_take(reader->notes, bytes, header->p_filesz, error);
}

static gboolean take_segment(Reader *reader, Elf *elf, int number, GError **error) {
        GElf_Phdr header;

        if (!gelf_getphdr(elf, number, &header))
                return tck_core_malformed(error, elf_errmsg(-1));
        if (!tck_core_lies_within(header.p_offset, header.p_filesz, reader->file->size))
                return tck_core_malformed(error, "a segment extends beyond the file");
        if (header.p_type == PT_LOAD)
                return take_load(reader, &header, error);
        if (header.p_type == PT_NOTE)
                return take_note_segment(reader, &header, error);
        return TRUE;
}

static gboolean take_file(Reader *reader, Elf *elf, GError **error) {
        GElf_Ehdr header;
        size_t count;

        if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header))
                return tck_core_malformed(error, "it is neither an ELF file nor a kdump core");
        reader->notes->arch = tck_find_arch_of_core(header.e_machine);
        reader->notes->big_endian = header.e_ident[EI_DATA] == ELFDATA2MSB;
        if (header.e_type != ET_CORE)
                return tck_core_malformed(error, "it is an ELF file, but not a core");
        /* libelf counts only the headers that are in the file. With PN_XNUM, the count is in the first section header. */
        if (elf_getphdrnum(elf, &count) < 0 || (count != header.e_phnum && header.e_phnum != PN_XNUM))
                return tck_core_malformed(error, "its program headers extend beyond the file");
        reader->elf->header_size = header.e_ehsize;
        reader->elf->machine = header.e_machine;
        reader->elf->word = header.e_ident[EI_CLASS] == ELFCLASS64 ? 8 : 4;
        if (count > G_MAXINT)
                return tck_core_malformed(error, "there are too many segments");
        for (size_t i = 0; i < count; i++)
                if (!tck_core_in_time(reader->file->deadline, error) || !take_segment(reader, elf, (int) i, error))
                        return FALSE;
        return TRUE;
}

gboolean tck_core_elf_is_one(const guint8 beginning[TCK_ELF_SIGNATURE]) {
        return memcmp(beginning, ELFMAG, SELFMAG) == 0;
}

gboolean tck_core_elf_read(const TckCoreFile *file, TckCoreElf *elf, TckCoreNotes *notes, GError **error) {
        Reader reader = {.file = file, .elf = elf, .notes = notes};
        gboolean good;
        Elf *handle;

        elf_version(EV_CURRENT);
        handle = elf_begin(file->fd, ELF_C_READ, NULL);
        if (!handle)
                return tck_core_malformed(error, elf_errmsg(-1));
        good = take_file(&reader, handle, error);
        elf_end(handle);
        return good;
}

gboolean tck_core_elf_read_memory(const TckCoreFile *file, const TckCoreElf *elf, guint64 physical, void *ret_bytes,
                                  gsize length, GError **error) {
        for (guint i = 0; i < elf->segments->len; i++) {
                const TckCoreSegment *segment = &g_array_index(elf->segments, TckCoreSegment, i);

                if (physical >= segment->physical &&
                    tck_core_lies_within(physical - segment->physical, length, segment->length))
                        return tck_core_read_at(file->fd, segment->offset + (physical - segment->physical), ret_bytes,
                                                length, error);
        }
        return tck_error_set(error, TCK_ERROR_REFUSED,
                             "no segment holds the physical address 0x%" G_GINT64_MODIFIER "x", physical);
}
