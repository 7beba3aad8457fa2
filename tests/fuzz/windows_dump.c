/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as the header of a Windows dump: what is read from it is valid text, and the bug check can be decoded. */
#include "windows_dump.h"

#include "fuzz.h"
#include "panic_info.h"

static void check_text(const char *text) {
        assert(!text || g_utf8_validate(text, -1, NULL));
}

static void check(const TckWindowsDump *dump) {
        g_autoptr(JsonObject) info = tck_windows_dump_info(dump);
        g_autoptr(TckPanicInfo) decoded = tck_panic_info_decode(info);
        g_autofree char *system = tck_windows_dump_system(dump);

        check_text(dump->kind);
        check_text(dump->machine);
        check_text(dump->comment);
        check_text(system);
        assert(dump->uptime >= -1);
        assert(dump->code.known == (info != NULL) && dump->code.known == (decoded != NULL));
        assert(!dump->code.known || dump->code.value);
        if (dump->time) {
                g_autofree char *time = g_date_time_format_iso8601(dump->time);

                assert(time);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        GError *error = NULL;
        g_autoptr(TckWindowsDump) dump = tck_windows_dump_new(data, size, &error);

        assert(size < TCK_WINDOWS_SIGNATURE ? !dump : tck_windows_dump_is_one(data) == (dump != NULL));
        assert_told(dump != NULL, error);
        if (dump)
                check(dump);
        return 0;
}
