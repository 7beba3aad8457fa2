/* SPDX-License-Identifier: BSD-2-Clause */
/* Unikraft: lib/ukdebug (the crash screen), plat/kvm/x86/traps.c; its lines have a time, a level and perhaps the library. */
#include "console_reader.h"

enum { FATAL = TCK_FORM_FATAL | TCK_FORM_BEGIN };

#define CRITICAL "CRIT: (?:\\[\\w+\\] )?"

static const TckForm forms[] = {
        TCK_LINE("CRIT: ", 0, .pattern = CRITICAL "Unikraft [Cc]rash - (?<system>.*)"),
        TCK_LINE("CRIT: ", FATAL,
                 .pattern = CRITICAL "(?<panic>(?<cause>Unhandled (?:page fault|[Tt]rap|[Ee]xception).*))",
                 .key = "Unhandled "),
        TCK_LINE("CRIT: ", FATAL, .pattern = CRITICAL "(?<panic>(?<cause>Assertion failure: .*))",
                 .key = "Assertion failure: "),
        TCK_LINE("CRIT: ", FATAL, .pattern = CRITICAL "(?<panic>(?<cause>Unikraft [Cc]rash - (?<system>.*)))",
                 .key = "Unikraft crash|Unikraft Crash"),
        TCK_LINE("CRIT: ", 0, .pattern = CRITICAL "Thread \"(?<task>.*)\"@"),
        TCK_LINE("CRIT: ", TCK_FORM_REGISTERS, .pattern = CRITICAL "RIP: (?<ip>[0-9a-f]{4}:[0-9a-f]{16})"),
        TCK_LINE("CRIT: ", TCK_FORM_TRACE, .pattern = CRITICAL "(?:Stack trace|Call trace):"),
        TCK_LINE("CRIT: ", TCK_FORM_FRAME, .pattern = CRITICAL "\\[?(?<frame>0x[0-9a-f]+)\\]?"),
};

TCK_READER(.name = "unikraft", TCK_FORMS(forms),
           .registers = TCK_REGISTERS("R[A-D]X|R[SD]I|R[SBI]P|R\\d\\d?|EFLAGS|ORIG_RAX"))
