/* SPDX-License-Identifier: BSD-2-Clause */
/* illumos and Solaris: usr/src/uts/common/os/panic.c, usr/src/uts/intel/os/archdep.c, usr/src/uts/i86pc/os/trap.c. */
#include "console_reader.h"

static const TckForm forms[] = {
        TCK_LINE("SunOS Release ", TCK_FORM_BOOT | TCK_FORM_FINAL),
        TCK_LINE("panic[cpu", TCK_FORM_FATAL | TCK_FORM_BEGIN | TCK_FORM_FINAL,
                 .pattern = "panic\\[cpu(?<cpu>\\d+)\\]/thread=\\w+: (?<panic>.*)"),
        TCK_LINE("", TCK_FORM_DETAIL, .pattern = "(?<task>[^:\\s]+): #\\w+ "),
        TCK_LINE("pid=", 0, .pattern = "pid=\\d+, pc=(?<ip>0x[0-9a-f]+)"),
        TCK_LINE("", TCK_FORM_FRAME | TCK_FORM_LOOSE, .pattern = "[0-9a-f]{8,16} (?<frame>[\\w.`:]+\\+[0-9a-f]+) \\("),
        TCK_LINE("dumping to ", TCK_FORM_DETAIL | TCK_FORM_OUT),
        TCK_LINE("", TCK_FORM_DETAIL, .pattern = " *\\d+:\\d+ +100% done"),
        TCK_LINE("rebooting...", TCK_FORM_END),
};

TCK_READER(.name = "illumos", TCK_FORMS(forms),
           .registers = TCK_REGISTERS("r[a-d]x|r[sd]i|r[sb]p|r\\d\\d?|rip|cr[0-8]"))
