/* SPDX-License-Identifier: BSD-2-Clause */
/* NetBSD: sys/arch/amd64/amd64/trap.c, sys/kern/subr_prf.c (vpanic), sys/ddb/db_panic.c. */
#include "console_reader.h"

static const TckForm forms[] = {
        TCK_LINE("NetBSD ", TCK_FORM_BOOT | TCK_FORM_FINAL, .pattern = "NetBSD \\d+\\.\\d\\S* \\("),
        TCK_LINE("fatal ", TCK_FORM_BEGIN, .pattern = "fatal .* in supervisor mode", .key = " in supervisor mode"),
        TCK_LINE("uvm_fault(", TCK_FORM_HINT, .pattern = "uvm_fault\\(.*\\) -> \\w+"),
        TCK_LINE("", TCK_FORM_FATAL | TCK_FORM_BEGIN | TCK_FORM_MAYBE | TCK_FORM_FINAL,
                 .pattern = "(?:\\[ *\\d+\\.\\d+\\] )?panic: (?<panic>.*)", .key = "panic: "),
        TCK_LINE("trap type ", TCK_FORM_DETAIL, .pattern = "trap type \\d+ code \\w+ [er]ip (?<ip>\\w+)"),
        TCK_LINE("", TCK_FORM_TRACE, .pattern = "cpu(?<cpu>\\d+): Begin traceback"),
        TCK_LINE("", TCK_FORM_FRAME, .pattern = "[\\w.?]+\\(.*\\) at (?<frame>\\S+\\+0x[0-9a-f]+)"),
        TCK_LINE("", TCK_FORM_OUT, .pattern = "cpu\\d+: End traceback"),
        TCK_LINE("fatal breakpoint trap", TCK_FORM_OUT),
        TCK_LINE("Stopped in pid ", 0, .pattern = "Stopped in pid (?<pid>\\d+)\\.\\d+ \\((?<task>.*?)\\) at"),
        TCK_LINE("db", TCK_FORM_PROMPT | TCK_FORM_TRACE, .pattern = "db(?:\\{\\d+\\})?>"),
        TCK_LINE("rebooting...", TCK_FORM_END),
};

TCK_READER(.name = "netbsd", TCK_FORMS(forms))
