/* SPDX-License-Identifier: BSD-2-Clause */
/* OpenBSD: sys/arch/amd64/amd64/trap.c, sys/kern/subr_prf.c (panic), sys/ddb (db_command.c, db_trace.c). */
#include "console_reader.h"

static const TckForm forms[] = {
        TCK_LINE("OpenBSD ", TCK_FORM_BOOT | TCK_FORM_FINAL, .pattern = "OpenBSD \\d+\\.\\d\\S* \\("),
        TCK_LINE("uvm_fault(", TCK_FORM_HINT, .pattern = "uvm_fault\\(.*\\) -> \\w+"),
        TCK_LINE("kernel: ", TCK_FORM_FATAL | TCK_FORM_BEGIN | TCK_FORM_CAUSE | TCK_FORM_FINAL,
                 .pattern = "kernel: .* (?:trap|fault), code="),
        TCK_LINE("panic: ", TCK_FORM_FATAL | TCK_FORM_BEGIN | TCK_FORM_MAYBE | TCK_FORM_FINAL,
                 .pattern = "panic: (?<panic>.*)"),
        TCK_LINE("Stopped at ", 0, .pattern = "Stopped at +(?<ip>[^\\s:]+)"),
        TCK_LINE("*", TCK_FORM_TRACE,
                 .pattern = "\\*\\s*\\d+\\s+(?<pid>\\d+)\\s+\\d+\\s+\\S+\\s+\\S+\\s+(?<cpu>\\d+)K?\\s+(?<task>\\S.*)"),
        TCK_LINE("Starting stack trace...", TCK_FORM_TRACE),
        TCK_LINE("", TCK_FORM_FRAME | TCK_FORM_LOOSE, .pattern = "[\\w.]+\\(.*\\) at (?<frame>[\\w.]+\\+0x[0-9a-f]+)"),
        TCK_LINE("end trace frame: ", TCK_FORM_OUT),
        TCK_LINE("End of stack trace.", TCK_FORM_OUT),
        TCK_LINE("ddb", TCK_FORM_PROMPT | TCK_FORM_TRACE, .pattern = "ddb(?:\\{\\d+\\})?>"),
        TCK_LINE("rebooting...", TCK_FORM_END),
};

TCK_READER(.name = "openbsd", TCK_FORMS(forms))
