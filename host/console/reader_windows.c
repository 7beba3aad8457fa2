/* SPDX-License-Identifier: BSD-2-Clause */
/* Windows: the blue screen as the emergency management services (SAC) print it on a serial line, and the kernel debugger's banner. */
#include "console_reader.h"

static const TckForm forms[] = {
        TCK_LINE("A problem has been detected and Windows has been shut down", TCK_FORM_BEGIN),
        TCK_LINE("", TCK_FORM_HINT | TCK_FORM_DETAIL, .pattern = "[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+$"),
        TCK_LINE("*** STOP: ", TCK_FORM_FATAL | TCK_FORM_BEGIN | TCK_FORM_CAUSE | TCK_FORM_FINAL,
                 .pattern = "\\*\\*\\* (?<panic>(?<cause>STOP: 0x[0-9A-Fa-f]+.*))"),
        TCK_LINE("*** Fatal System Error: ", TCK_FORM_FATAL | TCK_FORM_BEGIN | TCK_FORM_CAUSE | TCK_FORM_FINAL,
                 .pattern = "\\*\\*\\* (?<panic>(?<cause>Fatal System Error: 0x[0-9A-Fa-f]+))"),
        TCK_LINE("", TCK_FORM_DETAIL, .pattern = " *\\((?:0x[0-9A-Fa-f]+[, ]*){4}\\)$"),
        /* From the headless driver of the emergency management services. */
        TCK_LINE("<PROPERTY NAME=\"STOPCODE\"", TCK_FORM_FATAL | TCK_FORM_BEGIN | TCK_FORM_FINAL,
                 .pattern = "<PROPERTY NAME=\"STOPCODE\" "
                            "TYPE=\"string\"><VALUE>\"?(?<panic>(?<cause>0x[0-9A-Fa-f]+))\"?</VALUE>"),
        /* Xen's log of Hyper-V's crash registers. */
        TCK_LINE("(XEN) ", TCK_FORM_FATAL | TCK_FORM_BEGIN,
                 .pattern = "\\(XEN\\) .*VIRIDIAN GUEST_CRASH: (?<panic>(?<cause>(?:0x)?[0-9a-f]+(?: "
                            "(?:0x)?[0-9a-f]+){4}))",
                 .key = "VIRIDIAN GUEST_CRASH: "),
        TCK_LINE("!SAC>", TCK_FORM_PROMPT),
        TCK_LINE("*** Hardware Malfunction", TCK_FORM_FATAL | TCK_FORM_BEGIN | TCK_FORM_FINAL),
        TCK_LINE("***  ", TCK_FORM_DETAIL, .pattern = "\\*\\*\\* +(?<ip>\\S+) - Address "),
        TCK_LINE("Beginning dump of physical memory", TCK_FORM_DETAIL),
        TCK_LINE("Physical memory dump complete.", TCK_FORM_DETAIL | TCK_FORM_END),
};

TCK_READER(.name = "windows", TCK_FORMS(forms))
