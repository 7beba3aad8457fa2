/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a file of waivers: it is refused with a reason, or each of its waivers has one. */
#include "case.h"
#include "waiver.h"

#include "fuzz.h"

/* A case for patterns to match. */
TCK_CASES({.name = "isa/read/bits", .clause = "isa.read.bits", .summary = ""},
          {.name = "pci/bar/one-byte", .clause = "pci.bar", .summary = ""})

static void check(const TckWaiver *waiver) {
        g_autofree char *remark = tck_waiver_remark(waiver);

        assert(waiver->seen.cases[0] && *waiver->reason && *waiver->reference && *waiver->seen.pattern);
        assert(g_utf8_validate(waiver->reason, -1, NULL) && g_utf8_validate(waiver->reference, -1, NULL));
        assert(strlen(waiver->expires) == strlen("2027-01-31"));
        assert(remark && g_utf8_validate(remark, -1, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autoptr(GPtrArray) waivers = tck_waivers_new();
        g_autoptr(GDateTime) now = g_date_time_new_utc(2026, 11, 21, 7, 55, 42);
        g_autofree char *path = NULL;
        GError *error = NULL;
        gboolean good;
        int fd;

        path = make_file(data, size, &fd);
        good = tck_waivers_read(waivers, path, now, &error);
        close(fd);
        assert_told(good, error);
        for (guint i = 0; good && i < waivers->len; i++)
                check(waivers->pdata[i]);
        return 0;
}
