/* SPDX-License-Identifier: BSD-2-Clause */
/* Nanos: src/x86_64/crt0.s, src/x86_64/kernel_machine.c, src/kernel. */
#include "console_reader.h"

enum { FATAL = TCK_FORM_FATAL | TCK_FORM_BEGIN };

static const TckForm forms[] = {
        TCK_LINE("no fault handler", FATAL),
        TCK_LINE("", TCK_FORM_CAUSE,
                 .pattern = "(?:Page fault|General Protection|Divide by 0|Invalid opcode|Double Fault)$"),
        TCK_LINE("address: ", TCK_FORM_DETAIL, .pattern = "address: [0-9a-f]{16}"),
        TCK_LINE("rip: ", TCK_FORM_REGISTERS, .pattern = "rip: (?<ip>[0-9a-f]{16})"),
        TCK_LINE("stack trace:", TCK_FORM_TRACE),
        TCK_LINE("", TCK_FORM_FRAME, .pattern = "[0-9a-f]{16}:?\\s+\\((?<frame>.*)\\)"),
};

TCK_READER(.name = "nanos", TCK_FORMS(forms),
           .registers = TCK_REGISTERS("R[A-D]X|R[SD]I|R[SBI]P|R\\d\\d?|RFL|r[a-d]x|r[sd]i|r[sb]p|r\\d\\d?|rip"))
