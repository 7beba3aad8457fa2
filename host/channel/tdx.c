/* SPDX-License-Identifier: BSD-2-Clause */
/* A TDX guest's report of a fatal error. */
#include "json.h"
#include "panic_info.h"

static void decode_tdx(TckPanicInfo *decoded, JsonObject *info) {
        const char *message = tck_json_string(info, "message");
        guint64 code;
        gboolean known = tck_panic_get_number(info, "error-code", &code);
        g_autofree char *number = known ? tck_panic_hex(code) : g_strdup("without a code");

        decoded->title = g_strdup_printf("fatal error %s of a TDX guest", number);
        tck_panic_add_number(decoded, "error code", info, "error-code",
                             !known      ? NULL
                             : code == 0 ? "panic"
                                         : "reserved");
        tck_panic_add_fact(decoded, "message", g_strdup(message ? message : "not given"), NULL);
        if (json_object_has_member(info, "gpa"))
                tck_panic_add_number(decoded, "address", info, "gpa",
                                     "of the guest's page that has more of the message");
}

TCK_CHANNEL(.name = "tdx", .info = "tdx", .decode = decode_tdx)
