/* SPDX-License-Identifier: BSD-2-Clause */
#include "core.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core_reader.h"
#include "error.h"
#include "spans.h"

struct TckCore {
        TckCoreFile file;
        TckCoreFormat format;
        TckCoreNotes notes;
        TckCoreElf elf;
        TckSpans *by_physical, *by_virtual; /* of its segments */
        TckKdump kdump;
        TckFlat *flat; /* NULL unless the file is flattened */
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
        if (core->file.fd >= 0)
                close(core->file.fd);
        g_array_unref(core->elf.segments);
        tck_core_notes_clear(&core->notes);
        tck_spans_free(core->by_physical);
        tck_spans_free(core->by_virtual);
        tck_flat_free(core->flat);
        g_free(core);
}

/* ---- what there is ---- */

TckCoreFormat tck_core_format(const TckCore *core) {
        return core->format;
}

guint tck_core_cpus(const TckCore *core) {
        return core->notes.cpus->len;
}

/* Who asks for a number has asked how many there are: below, that is the caller's own affair, not the file's. */

const TckRegisters *tck_core_registers(const TckCore *core, guint cpu) {
        g_assert(cpu < core->notes.cpus->len);
        return &g_array_index(core->notes.cpus, TckRegisters, cpu);
}

guint tck_core_states(const TckCore *core) {
        return core->notes.states->len;
}

const TckRegisters *tck_core_state(const TckCore *core, guint cpu) {
        g_assert(cpu < core->notes.states->len);
        return &g_array_index(core->notes.states, TckRegisters, cpu);
}

const char *tck_core_vmcoreinfo(const TckCore *core) {
        return core->notes.vmcoreinfo;
}

guint tck_core_header_size(const TckCore *core) {
        return core->elf.header_size;
}

guint tck_core_segments(const TckCore *core) {
        return core->elf.segments->len;
}

const TckCoreSegment *tck_core_segment(const TckCore *core, guint number) {
        g_assert(number < core->elf.segments->len);
        return &g_array_index(core->elf.segments, TckCoreSegment, number);
}

const TckKdump *tck_core_kdump(const TckCore *core) {
        return core->format == TCK_CORE_ELF ? NULL : &core->kdump;
}

/* ---- kdump ---- */

static TckCoreFormat kdump_format(const TckKdump *header) {
        if (header->status & TCK_KDUMP_LZO)
                return header->flattened ? TCK_CORE_KDUMP_LZO : TCK_CORE_KDUMP_RAW_LZO;
        if (header->status & TCK_KDUMP_SNAPPY)
                return header->flattened ? TCK_CORE_KDUMP_SNAPPY : TCK_CORE_KDUMP_RAW_SNAPPY;
        return header->flattened ? TCK_CORE_KDUMP_ZLIB : TCK_CORE_KDUMP_RAW_ZLIB;
}

static gboolean open_kdump(TckCore *core, const TckCoreFile *file, GError **error) {
        if (!tck_kdump_read(file, &core->kdump, &core->notes, error))
                return FALSE;
        core->kdump.flattened = core->flat != NULL;
        core->format = kdump_format(&core->kdump);
        return TRUE;
}

static gboolean open_flat(TckCore *core, const char *path, GError **error) {
        g_autofree char *directory = g_path_get_dirname(path);
        TckCoreFile file;

        core->flat = tck_flat_open(&core->file, directory, error);
        if (!core->flat)
                return FALSE;
        file = tck_flat_file(core->flat);
        return open_kdump(core, &file, error);
}

/* ---- opening ---- */

static gboolean open_file(TckCore *core, const char *path, GError **error) {
        struct stat status;

        core->file.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (core->file.fd < 0 || fstat(core->file.fd, &status) < 0)
                return tck_error_set_errno(error, "cannot open it");
        if (!S_ISREG(status.st_mode))
                return tck_core_malformed(error, "it is not a regular file");
        core->file.size = (guint64) status.st_size;
        return TRUE;
}

static gboolean take_file(TckCore *core, const char *path, GError **error) {
        guint8 beginning[TCK_FLAT_SIGNATURE];

        if (!open_file(core, path, error) || !tck_core_read_at(core->file.fd, 0, beginning, sizeof beginning, error))
                return FALSE;
        if (tck_flat_is_one(beginning))
                return open_flat(core, path, error);
        if (tck_kdump_is_one(beginning))
                return open_kdump(core, &core->file, error);
        return tck_core_elf_read(&core->file, &core->elf, &core->notes, error);
}

/* Where what is: of segments that overlap the first counts. */
static TckSpans *index_segments(const TckCore *core, gboolean by_virtual) {
        g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(TckSpan));

        for (guint i = 0; i < core->elf.segments->len; i++) {
                const TckCoreSegment *segment = tck_core_segment(core, i);
                const TckSpan span = {by_virtual ? segment->virtual : segment->physical, segment->length};

                g_array_append_val(spans, span);
        }
        return tck_spans_new((const TckSpan *) spans->data, spans->len);
}

TckCore *tck_core_open(const char *path, gint64 deadline, GError **error) {
        g_autoptr(TckCore) core = g_new0(TckCore, 1);

        core->file = (TckCoreFile){.fd = -1, .deadline = deadline};
        core->elf.segments = g_array_new(FALSE, FALSE, sizeof(TckCoreSegment));
        tck_core_notes_init(&core->notes);
        if (take_file(core, path, error)) {
                core->by_physical = index_segments(core, FALSE);
                core->by_virtual = index_segments(core, TRUE);
                return g_steal_pointer(&core);
        }
        g_prefix_error(error, "the core %s: ", path);
        return NULL;
}

/* ---- memory ---- */

static gboolean read_segments(const TckCore *core, guint64 address, gboolean by_virtual, guint8 *to, gsize length,
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
                if (!tck_core_read_at(core->file.fd,
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
        TckCoreFile file = core->file;

        if (core->format == TCK_CORE_ELF)
                return read_segments(core, physical, FALSE, ret_bytes, length, error);
        if (core->flat && !tck_flat_rearrange(core->flat, error))
                return FALSE;
        if (core->flat)
                file = tck_flat_file(core->flat);
        return tck_pages_read(&file, physical, ret_bytes, length, error);
}

gboolean tck_core_read_virtual(const TckCore *core, guint64 virtual, void *ret_bytes, gsize length, GError **error) {
        return read_segments(core, virtual, TRUE, ret_bytes, length, error);
}
