/* SPDX-License-Identifier: BSD-2-Clause */
/* macOS: osfmk/kern/debug.c (panic_trap_to_debugger), osfmk/i386/trap.c (panic_trap) and osfmk/arm64/sleh.c of XNU. */
#include "console_reader.h"

static const TckForm forms[] = {
        TCK_LINE("Darwin Kernel Version ", TCK_FORM_BOOT | TCK_FORM_FINAL,
                 .pattern = "Darwin Kernel Version .*: .*; root:\\S+ *\\(?$", .kind = 1, .not_of = 1),
        TCK_LINE("panic(cpu ", TCK_FORM_FATAL | TCK_FORM_BEGIN | TCK_FORM_FINAL,
                 .pattern = "panic\\(cpu (?<cpu>\\d+) caller (?:0x)?[0-9a-f]+\\): \"?(?<panic>.*?)(?:, "
                            "registers:)?\"?(?:@\\S+)?$",
                 .kind = 1),
        TCK_LINE("", TCK_FORM_REGISTERS, .pattern = ".*\\bRIP: (?<ip>0x[0-9a-f]+)"),
        TCK_LINE("Backtrace (CPU ", TCK_FORM_TRACE),
        TCK_LINE("Panicked thread: ", TCK_FORM_TRACE),
        TCK_LINE("0x", TCK_FORM_FRAME, .pattern = "0x[0-9a-f]+ : (?<frame>0x[0-9a-f]+)"),
        TCK_LINE("", TCK_FORM_FRAME, .pattern = "\\s*lr: (?<frame>0x[0-9a-f]+)"),
        TCK_LINE("", TCK_FORM_OUT, .pattern = "(?:BSD p|P)rocess name corresponding to current thread.*: (?<task>.*)"),
        TCK_LINE("Darwin Kernel Version ", 0, .pattern = "Darwin Kernel Version (?<system>[^:]*)"),
};

TCK_READER(.name = "macos", TCK_FORMS(forms),
           .registers =
                   TCK_REGISTERS("CR[0-48]|R[A-D]X|R[SD]I|R[SBI]P|R\\d\\d?|RFL|CS|SS|x\\d\\d?|fp|lr|sp|pc|far|esr"))
