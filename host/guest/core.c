/* SPDX-License-Identifier: BSD-2-Clause */
#include "core.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core_kdump.h"
#include "error.h"
#include "spans.h"

enum {
        NOTES_MAX =
                16 << 20, /* bytes of all; QEMU takes 1 MiB of VMCOREINFO, and the notes of a CPU are less than 1 KiB */
        LOADS_MAX = 1 << 20, /* segments */
};

typedef struct {
        guint64 rip, rsp;
} Registers;

struct TckCore {
        int fd;
        guint64 size;
        TckCoreFormat format;
        guint header_size;
        gint64 deadline;
        gsize notes_size; /* of the notes so far */
        GArray *segments; /* TckCoreSegment */
        TckSpans *by_physical, *by_virtual;
        GArray *cpus;   /* Registers */
        GArray *states; /* TckCoreState */
        char *vmcoreinfo;
        TckKdump kdump;
};

static const char *const names[TCK_CORE_FORMATS] = {
        [TCK_CORE_ELF] = "elf",
        [TCK_CORE_KDUMP_ZLIB] = "kdump-zlib",
        [TCK_CORE_KDUMP_LZO] = "kdump-lzo",
        [TCK_CORE_KDUMP_SNAPPY] = "kdump-snappy",
        [TCK_CORE_KDUMP_RAW_ZLIB] = "kdump-raw-zlib",
        [TCK_CORE_KDUMP_RAW_LZO] = "kdump-raw-lzo",
        [TCK_CORE_KDUMP_RAW_SNAPPY] = "kdump-raw-snappy",
};

const char *tck_core_format_name(TckCoreFormat format) {
        return names[format];
}

void tck_core_free(TckCore *core) {
        if (!core)
                return;
        if (core->fd >= 0)
                close(core->fd);
        g_array_unref(core->segments);
        g_array_unref(core->cpus);
        g_array_unref(core->states);
        tck_spans_free(core->by_physical);
        tck_spans_free(core->by_virtual);
        g_free(core->vmcoreinfo);
        g_free(core);
}

/* ---- what there is ---- */

TckCoreFormat tck_core_format(const TckCore *core) {
        return core->format;
}

guint tck_core_cpus(const TckCore *core) {
        return core->cpus->len;
}

/* Who asks for a number has asked how many there are: below, that is the caller's own affair, not the file's. */

guint64 tck_core_rip(const TckCore *core, guint cpu) {
        g_assert(cpu < core->cpus->len);
        return g_array_index(core->cpus, Registers, cpu).rip;
}

guint64 tck_core_rsp(const TckCore *core, guint cpu) {
        g_assert(cpu < core->cpus->len);
        return g_array_index(core->cpus, Registers, cpu).rsp;
}

guint tck_core_states(const TckCore *core) {
        return core->states->len;
}

const TckCoreState *tck_core_state(const TckCore *core, guint cpu) {
        g_assert(cpu < core->states->len);
        return &g_array_index(core->states, TckCoreState, cpu);
}

const char *tck_core_vmcoreinfo(const TckCore *core) {
        return core->vmcoreinfo;
}

guint tck_core_header_size(const TckCore *core) {
        return core->header_size;
}

guint tck_core_segments(const TckCore *core) {
        return core->segments->len;
}

const TckCoreSegment *tck_core_segment(const TckCore *core, guint number) {
        g_assert(number < core->segments->len);
        return &g_array_index(core->segments, TckCoreSegment, number);
}

const TckKdump *tck_core_kdump(const TckCore *core) {
        return core->format == TCK_CORE_ELF ? NULL : &core->kdump;
}

/* ---- files ---- */

static gboolean malformed(GError **error, const char *what) {
        g_set_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL, "%s", what);
        return FALSE;
}

gboolean tck_core_in_time(gint64 deadline, GError **error) {
        if (g_get_monotonic_time() < deadline)
                return TRUE;
        g_set_error(error, TCK_ERROR, TCK_ERROR_TIMEOUT, "reading it takes too long");
        return FALSE;
}

gboolean tck_core_read_at(int fd, guint64 offset, void *ret_bytes, gsize length, GError **error) {
        guint8 *to = ret_bytes;

        while (length) {
                ssize_t n = offset > G_MAXINT64 ? 0 : pread(fd, to, length, (off_t) offset);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0) {
                        g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "%s", g_strerror(errno));
                        return FALSE;
                }
                if (n == 0)
                        return malformed(error, "the file is too short");
                to += n;
                offset += (guint64) n;
                length -= (gsize) n;
        }
        return TRUE;
}

/* ---- notes ---- */

typedef struct {
        guint32 type;
        const char *name;
        gsize name_size; /* with what ends it */
        const guint8 *description;
        gsize size;
} Note;

static guint32 number32(const guint8 *bytes) {
        guint32 value;

        memcpy(&value, bytes, sizeof value);
        return GUINT32_FROM_LE(value);
}

static guint64 number64(const guint8 *bytes) {
        guint64 value;

        memcpy(&value, bytes, sizeof value);
        return GUINT64_FROM_LE(value);
}

static gboolean is_named(const Note *note, const char *name) {
        return note->name_size == strlen(name) + 1 && memcmp(note->name, name, note->name_size) == 0;
}

static gboolean too_many_cpus(const GArray *cpus, GError **error) {
        return cpus->len >= TCK_CORE_CPUS_MAX && !malformed(error, "it has the registers of more CPUs than can be");
}

/* Linux's structures elf_prstatus: which of the two it is, its size tells. */
static gboolean take_prstatus(TckCore *core, const Note *note, GError **error) {
        enum { REGISTERS_64 = 112, RIP = 16, RSP = 19, SIZE_64 = 336 };
        enum { REGISTERS_32 = 72, EIP = 12, ESP = 15, SIZE_32 = 144 };
        const guint8 *at = note->description;
        Registers registers;

        if (note->size == SIZE_64)
                registers = (Registers){number64(at + REGISTERS_64 + 8 * RIP), number64(at + REGISTERS_64 + 8 * RSP)};
        else if (note->size == SIZE_32)
                registers = (Registers){number32(at + REGISTERS_32 + 4 * EIP), number32(at + REGISTERS_32 + 4 * ESP)};
        else
                return malformed(error, "an NT_PRSTATUS note is not as long as one of an x86 CPU");
        if (too_many_cpus(core->cpus, error))
                return FALSE;
        g_array_append_val(core->cpus, registers);
        return TRUE;
}

/* QEMU's structure QEMUCPUState, version 1: its size comes second, general registers, RIP, flags, ten segments, CR0 to 4. */
static gboolean take_state(TckCore *core, const Note *note, GError **error) {
        enum { VERSION = 1, RSP = 56, RIP = 136, CR3 = 416, SIZE_MIN = 432 };
        const guint8 *at = note->description;
        TckCoreState state;

        if (note->size < SIZE_MIN || number32(at) != VERSION || number32(at + 4) != note->size)
                return malformed(error, "a note of QEMU's is no CPU state of version 1");
        if (too_many_cpus(core->states, error))
                return FALSE;
        state = (TckCoreState){number64(at + RIP), number64(at + RSP), number64(at + CR3)};
        g_array_append_val(core->states, state);
        return TRUE;
}

static void take_vmcoreinfo(TckCore *core, const guint8 *text, gsize size) {
        g_autofree char *copy = g_strndup((const char *) text, size);

        g_free(core->vmcoreinfo);
        core->vmcoreinfo = g_utf8_make_valid(copy, -1);
}

static gboolean take_note(TckCore *core, const Note *note, GError **error) {
        if (is_named(note, "CORE") && note->type == NT_PRSTATUS)
                return take_prstatus(core, note, error);
        if (is_named(note, "QEMU"))
                return take_state(core, note, error);
        if (is_named(note, "VMCOREINFO"))
                take_vmcoreinfo(core, note->description, note->size);
        return TRUE;
}

/* Sizes of name and description, type, both of these: to multiples of four, but that the last may end where it ends. */
static gboolean take_notes(TckCore *core, const guint8 *bytes, gsize length, GError **error) {
        enum { HEADER = 12 };
        gsize place = 0;

        while (length - place >= HEADER) {
                gsize name_size = number32(bytes + place), size = number32(bytes + place + 4);
                Note note = {.type = number32(bytes + place + 8), .name_size = name_size, .size = size};
                gsize padded = (name_size + 3) & ~(gsize) 3;

                place += HEADER;
                if (padded > length - place || size > length - place - padded)
                        return malformed(error, "a note leads out of its segment");
                note.name = (const char *) bytes + place;
                note.description = bytes + place + padded;
                if (!take_note(core, &note, error))
                        return FALSE;
                place += padded;
                place += MIN((size + 3) & ~(gsize) 3, length - place);
        }
        return TRUE;
}

/* ---- ELF ---- */

static gboolean lies_within(guint64 offset, guint64 length, guint64 size) {
        return offset <= size && length <= size - offset;
}

static gboolean take_load(TckCore *core, const GElf_Phdr *header, GError **error) {
        TckCoreSegment segment = {header->p_paddr, header->p_vaddr, header->p_filesz, header->p_memsz,
                                  header->p_offset};

        if (!lies_within(segment.physical, segment.memory, G_MAXUINT64) ||
            !lies_within(segment.virtual, segment.memory, G_MAXUINT64))
                return malformed(error, "a segment is longer than there are addresses");
        if (segment.length > segment.memory)
                return malformed(error, "a segment is longer in the file than in memory");
        if (core->segments->len == LOADS_MAX)
                return malformed(error, "there are more segments than can be");
        g_array_append_val(core->segments, segment);
        return TRUE;
}

/* Many segments may say that they are the same part of the file: what counts is what there is to read. */
static gboolean take_note_segment(TckCore *core, const GElf_Phdr *header, GError **error) {
        g_autofree guint8 *bytes = NULL;

        if (header->p_filesz > NOTES_MAX - core->notes_size)
                return malformed(error, "there are more notes than can be");
        core->notes_size += header->p_filesz;
        bytes = g_malloc(header->p_filesz);
        return tck_core_read_at(core->fd, header->p_offset, bytes, header->p_filesz, error) &&
               take_notes(core, bytes, header->p_filesz, error);
}

static gboolean take_segment(TckCore *core, Elf *elf, int number, GError **error) {
        GElf_Phdr header;

        if (!gelf_getphdr(elf, number, &header))
                return malformed(error, elf_errmsg(-1));
        if (!lies_within(header.p_offset, header.p_filesz, core->size))
                return malformed(error, "a segment leads out of the file");
        if (header.p_type == PT_LOAD)
                return take_load(core, &header, error);
        if (header.p_type == PT_NOTE)
                return take_note_segment(core, &header, error);
        return TRUE;
}

static gboolean take_elf(TckCore *core, Elf *elf, GError **error) {
        GElf_Ehdr header;
        size_t count;

        if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header))
                return malformed(error, "it is neither an ELF file nor a kdump core");
        if (header.e_type != ET_CORE || header.e_ident[EI_DATA] != ELFDATA2LSB ||
            (header.e_machine != EM_X86_64 && header.e_machine != EM_386))
                return malformed(error, "it is no ELF core of an x86 machine");
        /* libelf counts those that are there; where there are too many for the field, it takes their number from elsewhere. */
        if (elf_getphdrnum(elf, &count) < 0 || (count != header.e_phnum && header.e_phnum != PN_XNUM))
                return malformed(error, "its program headers lead out of the file");
        core->format = TCK_CORE_ELF;
        core->header_size = header.e_ehsize;
        if (count > G_MAXINT)
                return malformed(error, "there are more segments than can be");
        for (size_t i = 0; i < count; i++)
                if (!tck_core_in_time(core->deadline, error) || !take_segment(core, elf, (int) i, error))
                        return FALSE;
        return TRUE;
}

static gboolean open_elf(TckCore *core, GError **error) {
        Elf *elf;
        gboolean good;

        elf_version(EV_CURRENT);
        elf = elf_begin(core->fd, ELF_C_READ, NULL);
        if (!elf)
                return malformed(error, elf_errmsg(-1));
        good = take_elf(core, elf, error);
        elf_end(elf);
        return good;
}

/* ---- kdump ---- */

static TckCoreFormat kdump_format(const TckKdump *header) {
        if (header->status & TCK_KDUMP_LZO)
                return header->flattened ? TCK_CORE_KDUMP_LZO : TCK_CORE_KDUMP_RAW_LZO;
        if (header->status & TCK_KDUMP_SNAPPY)
                return header->flattened ? TCK_CORE_KDUMP_SNAPPY : TCK_CORE_KDUMP_RAW_SNAPPY;
        return header->flattened ? TCK_CORE_KDUMP_ZLIB : TCK_CORE_KDUMP_RAW_ZLIB;
}

static gboolean open_kdump(TckCore *core, GError **error) {
        TckKdumpFile file;
        gboolean good = TRUE;
        gsize length;

        if (!tck_kdump_read(core->fd, core->size, core->deadline, &file, error))
                return FALSE;
        core->kdump = file.header;
        core->format = kdump_format(&file.header);
        if (file.notes) {
                const guint8 *notes = g_bytes_get_data(file.notes, &length);

                good = take_notes(core, notes, length, error);
        }
        if (file.vmcoreinfo) {
                const guint8 *text = g_bytes_get_data(file.vmcoreinfo, &length);

                take_vmcoreinfo(core, text, length);
        }
        tck_kdump_clear(&file);
        return good;
}

/* ---- opening ---- */

static gboolean open_file(TckCore *core, const char *path, GError **error) {
        struct stat status;

        core->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (core->fd < 0 || fstat(core->fd, &status) < 0) {
                g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "%s", g_strerror(errno));
                return FALSE;
        }
        if (!S_ISREG(status.st_mode))
                return malformed(error, "it is no regular file");
        core->size = (guint64) status.st_size;
        return TRUE;
}

static gboolean take_file(TckCore *core, const char *path, GError **error) {
        guint8 beginning[TCK_KDUMP_SIGNATURE_MAX];

        if (!open_file(core, path, error) || !tck_core_read_at(core->fd, 0, beginning, sizeof beginning, error))
                return FALSE;
        return tck_kdump_is_one(beginning) ? open_kdump(core, error) : open_elf(core, error);
}

/* Where what is: of segments that overlap the first counts. */
static TckSpans *index_segments(const TckCore *core, gboolean by_virtual) {
        g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(TckSpan));

        for (guint i = 0; i < core->segments->len; i++) {
                const TckCoreSegment *segment = tck_core_segment(core, i);
                const TckSpan span = {by_virtual ? segment->virtual : segment->physical, segment->length};

                g_array_append_val(spans, span);
        }
        return tck_spans_new((const TckSpan *) spans->data, spans->len, TCK_SPANS_FIRST);
}

TckCore *tck_core_open(const char *path, gint64 deadline, GError **error) {
        g_autoptr(TckCore) core = g_new0(TckCore, 1);

        core->fd = -1;
        core->deadline = deadline;
        core->segments = g_array_new(FALSE, FALSE, sizeof(TckCoreSegment));
        core->cpus = g_array_new(FALSE, FALSE, sizeof(Registers));
        core->states = g_array_new(FALSE, FALSE, sizeof(TckCoreState));
        if (take_file(core, path, error)) {
                core->by_physical = index_segments(core, FALSE);
                core->by_virtual = index_segments(core, TRUE);
                return g_steal_pointer(&core);
        }
        g_prefix_error(error, "the core %s: ", path);
        return NULL;
}

/* ---- memory ---- */

static gboolean read_memory(const TckCore *core, guint64 address, gboolean by_virtual, guint8 *to, gsize length,
                            GError **error) {
        while (length) {
                const TckCoreSegment *segment;
                guint64 there;
                guint number;
                gsize n;

                if (!tck_spans_find(by_virtual ? core->by_virtual : core->by_physical, address, &number, &there)) {
                        g_set_error(error, TCK_ERROR, TCK_ERROR_REFUSED,
                                    "no segment holds the %s address 0x%" G_GINT64_MODIFIER "x",
                                    by_virtual ? "virtual" : "physical", address);
                        return FALSE;
                }
                segment = tck_core_segment(core, number);
                n = (gsize) MIN(length, there);
                if (!tck_core_read_at(core->fd,
                                      segment->offset + (address - (by_virtual ? segment->virtual : segment->physical)),
                                      to, n, error))
                        return FALSE;
                to += n;
                address += n;
                length -= n;
        }
        return TRUE;
}

gboolean tck_core_read(const TckCore *core, guint64 physical, void *ret_bytes, gsize length, GError **error) {
        return read_memory(core, physical, FALSE, ret_bytes, length, error);
}

gboolean tck_core_read_virtual(const TckCore *core, guint64 virtual, void *ret_bytes, gsize length, GError **error) {
        return read_memory(core, virtual, TRUE, ret_bytes, length, error);
}
