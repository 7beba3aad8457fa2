/* SPDX-License-Identifier: BSD-2-Clause */
/* FreeBSD: sys/amd64/amd64/trap.c (trap_fatal), sys/kern/kern_shutdown.c (vpanic, kern_reboot), sys/ddb, sys/kern/subr_kdb.c. */
#include "console_reader.h"

static const TckForm forms[] = {
        TCK_LINE("---<<BOOT>>---", TCK_FORM_BOOT | TCK_FORM_FINAL),
        TCK_LINE("", TCK_FORM_BOOT | TCK_FORM_FINAL, .pattern = "Copyright \\(c\\) 1992-\\d{4} The FreeBSD Project",
                 .key = "The FreeBSD Project"),
        TCK_LINE("Fatal trap ", TCK_FORM_BEGIN, .pattern = "Fatal trap \\d+: .* while in (?:kernel|vm86|user) mode",
                 .kind = 1),
        TCK_LINE("Fatal double fault", TCK_FORM_BEGIN, .kind = 1),
        TCK_LINE("panic: ", TCK_FORM_FATAL | TCK_FORM_BEGIN | TCK_FORM_MAYBE | TCK_FORM_FINAL,
                 .pattern = "panic: (?<panic>.*)"),
        TCK_LINE("cpuid = ", 0, .pattern = "cpuid = (?<cpu>\\d+)"),
        TCK_LINE("fault virtual address", TCK_FORM_DETAIL),
        TCK_LINE("fault code", TCK_FORM_DETAIL),
        TCK_LINE("instruction pointer", 0, .pattern = "instruction pointer\\s+= (?<ip>\\S+)"),
        TCK_LINE("Stopped at ", TCK_FORM_MAYBE, .pattern = "Stopped at +(?<ip>[^\\s:]+)"),
        TCK_LINE("current process", 0, .pattern = "current process\\s+= (?<pid>\\d+) \\((?<task>.*)\\)"),
        TCK_LINE("trap number", TCK_FORM_OUT),
        TCK_LINE("KDB: stack backtrace:", TCK_FORM_TRACE),
        TCK_LINE("#", TCK_FORM_FRAME, .pattern = "#\\d+ 0x[0-9a-f]+ at (?<frame>\\S+)"),
        TCK_LINE("", TCK_FORM_FRAME,
                 .pattern = "\\w+\\(.*\\) at (?<frame>[\\w.]+\\+0x[0-9a-f]+)(?:/frame 0x[0-9a-f]+)?$"),
        TCK_LINE("KDB: enter: ", TCK_FORM_OUT),
        TCK_LINE("db>", TCK_FORM_PROMPT | TCK_FORM_TRACE),
        TCK_LINE("Uptime: ", TCK_FORM_OUT),
        TCK_LINE("Dumping ", TCK_FORM_DETAIL, .pattern = "Dumping \\d+ out of \\d+ MB"),
        TCK_LINE("Dump complete", TCK_FORM_DETAIL),
        TCK_LINE("Automatic reboot in ", TCK_FORM_END),
        TCK_LINE("Rebooting...", TCK_FORM_END),
};

TCK_READER(.name = "freebsd", TCK_FORMS(forms), .registers = TCK_REGISTERS("r[a-d]x|r[sd]i|r[sb]p|r\\d\\d?|rip"))
