/* SPDX-License-Identifier: BSD-2-Clause */
/* This kit's own probes: probe/ARCH/oops.c. */
#include "console_reader.h"

static const TckForm forms[] = {
        TCK_LINE("pvpanic-tck, ", TCK_FORM_BOOT | TCK_FORM_FINAL, .pattern = "pvpanic-tck, .* probe"),
        TCK_LINE("assertion failed: ", TCK_FORM_BEGIN, .pattern = "assertion failed: .* \\([\\w/.]+:\\d+\\)$",
                 .kind = 1),
        TCK_LINE("oops: ", TCK_FORM_FATAL | TCK_FORM_BEGIN,
                 .pattern = "oops: (?<cause>(?<panic>.+ \\((?:[#\\w ]+, )?(?:vector|code) (?:\\d+|0x[0-9a-f]+)\\)))$",
                 .key = ", vector |(vector |(code 0x"),
        TCK_LINE("backtrace, of an image at ", TCK_FORM_TRACE,
                 .pattern = "backtrace, of an image at (?<image>0x[0-9a-f]+)"),
        TCK_LINE("  ", TCK_FORM_FRAME, .pattern = "  (?<frame>.*)"),
        TCK_LINE("RIP ", TCK_FORM_REGISTERS, .pattern = "RIP (?<ip>\\S+)"),
        TCK_LINE("PC ", TCK_FORM_REGISTERS, .pattern = "PC +(?<ip>\\S+)"),
        TCK_LINE("NIP ", TCK_FORM_REGISTERS, .pattern = "NIP (?<ip>\\S+)"),
        TCK_LINE("PSW ", TCK_FORM_REGISTERS, .pattern = "PSW \\S+ (?<ip>\\S+)"),
        TCK_LINE("halted", TCK_FORM_END | TCK_FORM_OUT),
        TCK_LINE("stopped", TCK_FORM_END | TCK_FORM_OUT),
};

TCK_READER(.name = "pvpanic-tck", TCK_FORMS(forms),
           .registers = TCK_REGISTERS("R[A-D]X|R[SD]I|R[SBI]P|R\\d\\d?|CR[0-4]?|RFLAGS|X\\d\\d|PC|SP|PSTATE|ESR|FAR|"
                                      "STATUS|CAUSE|STVAL|NIP|MSR|LR|CTR|XER|DAR|DSISR|PSW"))
