/* SPDX-License-Identifier: BSD-2-Clause */
/* OSv: arch/x64/exceptions.cc, arch/x64/dump.cc, core/mmu.cc, runtime.cc (abort). */
#include "console_reader.h"

enum { FATAL = TCK_FORM_FATAL | TCK_FORM_BEGIN };

static const TckForm forms[] = {
        TCK_LINE("OSv v", TCK_FORM_BOOT | TCK_FORM_FINAL, .key = "OSv v0."),
        TCK_LINE("page fault outside application", FATAL),
        TCK_LINE("general protection fault outside application", FATAL),
        TCK_LINE("RIP: 0x", TCK_FORM_REGISTERS, .pattern = "RIP: 0x[0-9a-f]+ <(?<ip>.*)>"),
        TCK_LINE("[backtrace]", TCK_FORM_TRACE),
        TCK_LINE("0x", TCK_FORM_FRAME, .pattern = "0x[0-9a-f]{16} <(?<frame>.*)>$"),
};

TCK_READER(.name = "osv", TCK_FORMS(forms),
           .registers = TCK_REGISTERS("R[A-D]X|R[SD]I|R[SBI]P|R\\d\\d?|RFL|r[a-d]x|r[sd]i|r[sb]p|r\\d\\d?|rip"))
