/* SPDX-License-Identifier: BSD-2-Clause */
/* Xen: xen/drivers/char/console.c (panic), xen/arch/x86/traps.c and xen/arch/x86/x86_64/traps.c, xen/common/domain.c. */
#include "console_reader.h"

enum { DUMP = 1 << 0, OTHER = 1 << 1 };

static const TckForm forms[] = {
        TCK_LINE("(XEN) Xen version ", TCK_FORM_BOOT | TCK_FORM_FINAL),
        TCK_LINE(" Xen version ", TCK_FORM_BOOT | TCK_FORM_FINAL),
        TCK_LINE("(XEN) Assertion ", TCK_FORM_BEGIN, .pattern = "\\(XEN\\) (?<cause>Assertion '.*' failed at .*)",
                 .kind = DUMP),
        TCK_LINE("(XEN) Xen BUG at ", TCK_FORM_BEGIN, .pattern = "\\(XEN\\) (?<cause>Xen BUG at .*)", .kind = DUMP),
        TCK_LINE("(XEN) ----[ Xen-", TCK_FORM_MORE | TCK_FORM_ANNOUNCE,
                 .pattern = "\\(XEN\\) ----\\[ (?<system>Xen-.*?) *\\]----", .kind = DUMP),
        TCK_LINE("(XEN) CPU: ", 0, .pattern = "\\(XEN\\) CPU: +(?<cpu>\\d+)"),
        TCK_LINE("(XEN) RIP: ", 0, .pattern = "\\(XEN\\) RIP: +\\w+:\\[<[0-9a-f]+>\\] (?<ip>\\S+)"),
        TCK_LINE("(XEN) PC: ", 0, .pattern = "\\(XEN\\) PC: +[0-9a-f]+ (?<ip>\\S+)"),
        TCK_LINE("(XEN) Xen call trace:", TCK_FORM_TRACE),
        TCK_LINE("(XEN) ", TCK_FORM_FRAME,
                 .pattern = "\\(XEN\\) +\\[<[0-9a-f]+>\\] (?:[RFS] )?(?<frame>\\S+\\+0x[0-9a-f]+/0x[0-9a-f]+)"),
        TCK_LINE("(XEN) Panic on CPU ",
                 TCK_FORM_FATAL | TCK_FORM_BEGIN | TCK_FORM_ANNOUNCE | TCK_FORM_OUT | TCK_FORM_FINAL,
                 .pattern = "\\(XEN\\) Panic on CPU (?<cpu>\\d+):", .kind = OTHER),
        TCK_LINE("(XEN) Reboot in ", TCK_FORM_END, .pattern = "\\(XEN\\) Reboot in five seconds"),
        TCK_LINE("(XEN) Manual reset required", TCK_FORM_END),
        TCK_LINE("(XEN) ****", 0),
        /* The line after "Panic on CPU". */
        TCK_LINE("(XEN) ", 0, .pattern = "\\(XEN\\) (?<panic>(?<cause>\\w.*))", .not_of = DUMP),
};

TCK_READER(.name = "xen", TCK_FORMS(forms), .registers = TCK_REGISTERS("r[a-d]x|r[sd]i|r[sb]p|r\\d\\d?|cr[0-8]"))
