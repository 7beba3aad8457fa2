/* SPDX-License-Identifier: BSD-2-Clause */
/* RISC-V's supervisor binary interfaces: OpenSBI (lib/sbi/sbi_trap.c, sbi_hart.c) and RustSBI (its panic handlers). */
#include "console_reader.h"

enum { FATAL = TCK_FORM_FATAL | TCK_FORM_BEGIN };

static const TckForm forms[] = {
        TCK_LINE("OpenSBI v", TCK_FORM_BOOT),
        TCK_LINE("[rustsbi] RustSBI version ", TCK_FORM_BOOT),
        TCK_LINE("sbi_trap_error: ", FATAL,
                 .pattern = "sbi_trap_error: hart(?<cpu>\\d+): (?:trap\\d+: )?(?:The "
                            ")?(?<panic>(?<cause>.*(?:failed|exception).*))"),
        TCK_LINE("sbi_trap_error: ", TCK_FORM_REGISTERS | TCK_FORM_DETAIL,
                 .pattern = "sbi_trap_error: hart\\d+: (?:trap\\d+: )?mcause=\\w+"),
        TCK_LINE("sbi_trap_error: ", TCK_FORM_REGISTERS, .pattern = ".*mepc=(?<ip>\\w+)"),
        TCK_LINE("sbi_trap_error: ", TCK_FORM_REGISTERS),
        TCK_LINE("[rustsbi-panic] system shutdown scheduled", TCK_FORM_END),
        TCK_LINE("> mcause:", TCK_FORM_DETAIL),
        TCK_LINE("> mepc:", 0, .pattern = "> mepc: +(?<ip>\\w+)"),
        TCK_LINE("[rustsbi-panic] ", FATAL,
                 .pattern = "\\[rustsbi-panic\\] (?:hart (?<cpu>\\d+) )?(?<panic>(?<cause>.*))"),
        TCK_LINE("[rustsbi] ", FATAL, .pattern = "\\[rustsbi\\] (?<panic>(?<cause>.*panicked at .*))"),
};

TCK_READER(.name = "sbi", TCK_FORMS(forms),
           .registers = TCK_REGISTERS("mcause|mtval|mepc|mstatus|ra|sp|gp|tp|[ast]\\d\\d?"))
