/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever a file may hold that a hypervisor, or somebody else, wrote as a core. */
#include "core.h"

#include "fuzz.h"
#include "wait.h"

/* What it says of memory is in the file. */
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

static void check(const TckCore *core, size_t size) {
        const char *text = tck_core_vmcoreinfo(core);

        assert((tck_core_format(core) == TCK_CORE_ELF) == !tck_core_kdump(core));
        assert(tck_core_format_name(tck_core_format(core)));
        assert(!text || g_utf8_validate(text, -1, NULL));
        for (guint i = 0; i < tck_core_cpus(core); i++) {
                tck_core_rip(core, i);
                tck_core_rsp(core, i);
        }
        for (guint i = 0; i < tck_core_states(core); i++)
                assert(tck_core_state(core, i));
        for (guint i = 0; i < tck_core_segments(core) && i < 100; i++)
                check_segment(core, tck_core_segment(core, i), size);
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
