/* SPDX-License-Identifier: BSD-2-Clause */
#include "core.h"

#include <unistd.h>

#include "core_pages.h"
#include "error.h"
#include "spans.h"

typedef struct {
        TckCore public; /* first: the public part */
        TckCoreFile file;
        TckCoreNotes notes;
        TckCoreElf elf;
        TckSpans *by_physical, *by_virtual; /* of its segments */
        TckKdump kdump;
        TckFlat *flat;   /* NULL unless the file is flattened */
        TckPages *pages; /* of a kdump core, once one is read */
} Core;

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

void tck_core_free(TckCore *public) {
        Core *core = (Core *) public;

        if (!core)
                return;
        if (core->file.fd >= 0)
                close(core->file.fd);
        g_array_unref(core->elf.segments);
        tck_core_notes_clear(&core->notes);
        tck_spans_free(core->by_physical);
        tck_spans_free(core->by_virtual);
        tck_pages_free(core->pages);
        tck_flat_free(core->flat);
        g_free(core);
}

/* ---- kdump ---- */

static TckCoreFormat kdump_format(const TckKdump *header) {
        if (header->status & TCK_KDUMP_LZO)
                return header->flattened ? TCK_CORE_KDUMP_LZO : TCK_CORE_KDUMP_RAW_LZO;
        if (header->status & TCK_KDUMP_SNAPPY)
                return header->flattened ? TCK_CORE_KDUMP_SNAPPY : TCK_CORE_KDUMP_RAW_SNAPPY;
        return header->flattened ? TCK_CORE_KDUMP_ZLIB : TCK_CORE_KDUMP_RAW_ZLIB;
}

static gboolean open_kdump(Core *core, const TckCoreFile *file, GError **error) {
        if (!tck_kdump_read(file, &core->kdump, &core->notes, error))
                return FALSE;
        core->kdump.flattened = core->flat != NULL;
        core->public.kdump = &core->kdump;
        core->public.format = kdump_format(&core->kdump);
        return TRUE;
}

static gboolean open_flat(Core *core, const char *path, GError **error) {
        g_autofree char *directory = g_path_get_dirname(path);
        TckCoreFile file;

        core->flat = tck_flat_open(&core->file, directory, error);
        if (!core->flat)
                return FALSE;
        file = tck_flat_file(core->flat);
        return open_kdump(core, &file, error);
}

/* ---- opening ---- */

static gboolean take_file(Core *core, const char *path, GError **error) {
        guint8 beginning[TCK_FLAT_SIGNATURE];

        if (!tck_core_file_open(path, core->file.deadline, &core->file, error) ||
            !tck_core_read_at(core->file.fd, 0, beginning, sizeof beginning, error))
                return FALSE;
        if (tck_flat_is_one(beginning))
                return open_flat(core, path, error);
        if (tck_kdump_is_one(beginning))
                return open_kdump(core, &core->file, error);
        if (!tck_core_elf_read(&core->file, &core->elf, &core->notes, error))
                return FALSE;
        if (!core->notes.arch || core->notes.big_endian != core->notes.arch->big_endian)
                return tck_core_malformed(error, "it is not an ELF core of a known architecture");
        return TRUE;
}

/* Indexes the segments by address. Where segments overlap, the first one is used. */
static TckSpans *index_segments(const Core *core, gboolean by_virtual) {
        g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(TckSpan));

        for (guint i = 0; i < core->elf.segments->len; i++) {
                const TckCoreSegment *segment = &g_array_index(core->elf.segments, TckCoreSegment, i);
                const TckSpan span = {by_virtual ? segment->virtual : segment->physical, segment->length};

                g_array_append_val(spans, span);
        }
        return tck_spans_new((const TckSpan *) spans->data, spans->len);
}

static void tell(Core *core) {
        TckCore *public = &core->public;

        public->arch = core->notes.arch;
        public->big_endian = core->notes.big_endian;
        public->cpus = (const TckRegisters *) core->notes.cpus->data;
        public->cpu_count = core->notes.cpus->len;
        public->states = (const TckRegisters *) core->notes.states->data;
        public->state_count = core->notes.states->len;
        public->vmcoreinfo = core->notes.vmcoreinfo;
        public->header_size = core->elf.header_size;
        public->segments = (const TckCoreSegment *) core->elf.segments->data;
        public->segment_count = core->elf.segments->len;
}

TckCore *tck_core_open(const char *path, gint64 deadline, GError **error) {
        Core *core = g_new0(Core, 1);

        core->file = (TckCoreFile){.fd = -1, .deadline = deadline};
        core->elf.segments = g_array_new(FALSE, FALSE, sizeof(TckCoreSegment));
        tck_core_notes_init(&core->notes);
        if (take_file(core, path, error)) {
                core->by_physical = index_segments(core, FALSE);
                core->by_virtual = index_segments(core, TRUE);
                tell(core);
                return &core->public;
        }
        g_prefix_error(error, "the core %s: ", path);
        tck_core_free(&core->public);
        return NULL;
}

/* ---- memory ---- */

static gboolean read_segments(const Core *core, guint64 address, gboolean by_virtual, guint8 *to, gsize length,
                              GError **error) {
        while (length) {
                const TckCoreSegment *segment;
                guint64 there;
                guint number;
                gsize n;

                if (!tck_spans_find(by_virtual ? core->by_virtual : core->by_physical, address, &number, &there))
                        return tck_error_set(error, TCK_ERROR_REFUSED,
                                             "no segment holds the %s address 0x%" G_GINT64_MODIFIER "x",
                                             by_virtual ? "virtual" : "physical", address);
                segment = &g_array_index(core->elf.segments, TckCoreSegment, number);
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

static gboolean open_pages(Core *core, GError **error) {
        TckCoreFile file = core->file;

        if (core->pages)
                return TRUE;
        if (core->flat && !tck_flat_rearrange(core->flat, error))
                return FALSE;
        if (core->flat)
                file = tck_flat_file(core->flat);
        core->pages = tck_pages_open(&file, NULL, error);
        return core->pages != NULL;
}

gboolean tck_core_read(const TckCore *public, guint64 physical, void *ret_bytes, gsize length, GError **error) {
        Core *core = (Core *) public;

        if (public->format == TCK_CORE_ELF)
                return read_segments(core, physical, FALSE, ret_bytes, length, error);
        return open_pages(core, error) &&
               tck_pages_read(core->pages, TCK_PAGES_PHYSICAL, physical, ret_bytes, length, error);
}

gboolean tck_core_read_virtual(const TckCore *core, guint64 virtual, void *ret_bytes, gsize length, GError **error) {
        return read_segments((const Core *) core, virtual, TRUE, ret_bytes, length, error);
}
