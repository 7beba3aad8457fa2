/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a core. */
#include "core.h"

#include "fuzz.h"
#include "wait.h"

/* Memory that the core claims to have is in the file. */
static void check_segment(const TckCore *core, const TckCoreSegment *segment, size_t size) {
        guint8 bytes[64];
        gsize length = (gsize) MIN(segment->length, sizeof bytes);

        assert(segment->offset <= size && segment->length <= size - segment->offset);
        assert(tck_core_read(core, segment->physical, bytes, length, NULL));
        assert(tck_core_read_virtual(core, segment->virtual, bytes, length, NULL));
        if (length)
                assert(tck_core_read(core, segment->physical + segment->length - 1, bytes, 1, NULL));
        tck_core_read(core, segment->physical + segment->length, bytes, sizeof bytes, NULL);
}

/* libkdumpfile reads the pages of a kdump core, in a process of its own. */
static void check_pages(const TckCore *core) {
        static const guint64 addresses[] = {0, 0x1000, 0x3ff8, G_MAXUINT64};

        for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
                guint8 bytes[16];
                GError *error = NULL;
                gboolean good = tck_core_read(core, addresses[i], bytes, sizeof bytes, &error);

                assert_told(good, error);
        }
}

static volatile guint64 read_value;

static void check(const TckCore *core, size_t size) {
        const char *text = core->vmcoreinfo;

        assert((core->format == TCK_CORE_ELF) == !core->kdump);
        assert(tck_core_format_name(core->format));
        assert(!text || g_utf8_validate(text, -1, NULL));
        assert(core->cpu_count <= TCK_CORE_CPUS_MAX && core->state_count <= TCK_CORE_CPUS_MAX);
        /* The sanitizer checks these accesses. */
        for (guint i = 0; i < core->cpu_count; i++)
                read_value = core->cpus[i].ip;
        for (guint i = 0; i < core->state_count; i++)
                read_value = core->states[i].ip;
        if (core->kdump)
                check_pages(core);
        for (guint i = 0; i < core->segment_count && i < 100; i++)
                check_segment(core, &core->segments[i], size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *path = NULL;
        GError *error = NULL;
        TckCore *core;
        int file;

        path = make_file(data, size, &file);
        core = tck_core_open(path, tck_deadline(60), &error);
        assert_told(core != NULL, error);
        if (core)
                check(core, size);
        tck_core_free(core);
        close(file);
        return 0;
}
