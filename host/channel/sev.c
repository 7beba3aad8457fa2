/* SPDX-License-Identifier: BSD-2-Clause */
/* An SEV guest's request to be ended. */
#include "panic_info.h"

/* Reason set 0 is the GHCB specification's, others are the guest's own; Linux uses set 1. */
static const char *explain_termination(guint64 set, guint64 code) {
        static const char *const general[] = {"no particular reason", "no common version of the GHCB protocol",
                                              "the hypervisor lacks features that SEV-SNP needs"};
        static const char *const of_linux[] = {
                "the GHCB could not be registered",
                "a page could not change its state",
                "PVALIDATE failed",
                "not at VMPL0",
                "the CPUID table failed its check",
                "the hypervisor's CPUID failed its check",
                "the secrets page failed its check",
                "not at VMPL0, and there is no SVSM",
                "there is an SVSM, but the guest runs at VMPL0",
                "the SVSM's calling area is not page aligned",
                "Secure TSC could not be set up",
                "the SVSM's calling area could not be moved",
                "Secure AVIC failed",
        };

        if (set == 0)
                return code < G_N_ELEMENTS(general) ? general[code] : NULL;
        return set == 1 && code < G_N_ELEMENTS(of_linux) ? of_linux[code] : NULL;
}

static void decode_sev(TckPanicInfo *decoded, JsonObject *info) {
        guint64 set = 0, code = 0;
        gboolean has_set = tck_panic_get_number(info, "set", &set),
                 has_code = tck_panic_get_number(info, "code", &code);
        const char *whose = !has_set   ? NULL
                            : set == 0 ? "of the GHCB specification"
                            : set == 1 ? "the guest's own (Linux's, if it is Linux)"
                                       : "the guest's own";

        decoded->title = g_strdup("an SEV guest requested its termination");
        tck_panic_add_number(decoded, "reason set", info, "set", whose);
        tck_panic_add_number(decoded, "reason code", info, "code",
                             has_set && has_code ? explain_termination(set, code) : NULL);
}

TCK_CHANNEL(.name = "sev", .info = "sev", .decode = decode_sev)
