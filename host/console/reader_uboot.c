/* SPDX-License-Identifier: BSD-2-Clause */
/* U-Boot: arch/arm/lib/interrupts_64.c, arch/arm/lib/interrupts.c, arch/riscv/lib/interrupts.c, arch/x86/cpu/i386/interrupt.c, common/hang. */
#include "console_reader.h"

enum { FATAL = TCK_FORM_FATAL | TCK_FORM_BEGIN };

static const TckForm forms[] = {
        TCK_LINE("U-Boot ", TCK_FORM_BOOT, .pattern = "U-Boot (?:SPL )?\\d{4}\\.\\d\\d"),
        TCK_LINE("\"", FATAL, .pattern = "\"(?:Synchronous Abort|Error|Irq|Fiq)\" handler, esr 0x[0-9a-f]+", .kind = 1,
                 .key = "handler, esr 0x"),
        TCK_LINE("Unhandled exception: ", FATAL,
                 .pattern = "Unhandled exception: (?:[A-Z][a-z]+ (?:\\w+ "
                            ")*(?:misaligned|fault|instruction|Breakpoint)|\\w+ code: \\d+)",
                 .kind = 1),
        TCK_LINE("data abort", FATAL, .pattern = "data abort$", .kind = 1),
        TCK_LINE("prefetch abort", FATAL, .pattern = "prefetch abort$", .kind = 1),
        TCK_LINE("undefined instruction", FATAL, .pattern = "undefined instruction$", .kind = 1),
        TCK_LINE("elr: ", 0, .pattern = "elr: (?<ip>[0-9a-f]+) lr : [0-9a-f]+ \\(reloc\\)"),
        TCK_LINE("pc : ", 0, .pattern = "pc : \\[<(?<ip>[0-9a-f]+)>\\]"),
        TCK_LINE("EPC: ", TCK_FORM_REGISTERS, .pattern = "EPC: (?<ip>[0-9a-f]+)"),
        TCK_LINE("Code: ", TCK_FORM_OUT),
        TCK_LINE("Resetting CPU ...", TCK_FORM_END),
        TCK_LINE("resetting ...", TCK_FORM_END),
        TCK_LINE("### ERROR ### Please RESET the board ###", TCK_FORM_END),
};

TCK_READER(.name = "u-boot", TCK_FORMS(forms), .registers = TCK_REGISTERS("x\\d\\d?|r\\d\\d?|sp|fp|ip|lr|EPC|RA|TVAL"))
