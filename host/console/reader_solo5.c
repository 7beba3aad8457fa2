/* SPDX-License-Identifier: BSD-2-Clause */
/* Solo5, below MirageOS: bindings/cpu_x86_64.c, bindings/abort.c. */
#include "console_reader.h"

enum { FATAL = TCK_FORM_FATAL | TCK_FORM_BEGIN };

static const TckForm forms[] = {
        TCK_LINE("Solo5: trap: type=", FATAL,
                 .pattern = "Solo5: (?<panic>(?<cause>trap: type=#\\w+ ec=\\w+)) rip=(?<ip>\\w+)"),
        TCK_LINE("Solo5: Trap: ", FATAL, .pattern = "Solo5: (?<panic>(?<cause>Trap: EL\\d .*))"),
        TCK_LINE("Solo5: ABORT: ", FATAL, .pattern = "Solo5: (?<panic>(?<cause>ABORT: .*))"),
        TCK_LINE("Solo5: trap: cr2=", TCK_FORM_DETAIL),
        TCK_LINE("Solo5: Halted", TCK_FORM_END),
};

TCK_READER(.name = "solo5", TCK_FORMS(forms))
