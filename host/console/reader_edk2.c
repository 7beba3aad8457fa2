/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * EDK2: the exception dumps of UefiCpuPkg's CpuExceptionHandlerLib (X64, IA32, RISC-V, LoongArch) and of ArmPkg's
 * DefaultExceptionHandlerLib (AArch64, DEBUG and RELEASE), the ASSERTs of MdePkg's debug libraries.
 */
#include "console_reader.h"

enum { FATAL = TCK_FORM_FATAL | TCK_FORM_BEGIN };

static const TckForm forms[] = {
        TCK_LINE("!!!! ", FATAL,
                 .pattern = "!!!! \\w+ Exception Type - (?<cause>\\w+\\([^)]*\\)?)(?:.*CPU Apic ID - "
                            "(?<hexcpu>[0-9A-Fa-f]+))?",
                 .kind = 1, .key = "Exception Type - "),
        TCK_LINE("!!!! Find image based on IP(", TCK_FORM_END,
                 .pattern = "!!!! Find image based on IP\\(\\w+\\) (?:\\(No PDB\\)|(?<task>.*?)) "
                            "*\\(ImageBase=(?<image>[0-9A-Fa-fx]+)"),
        TCK_LINE("!!!! ", TCK_FORM_END),
        TCK_LINE("ExceptionData - ", TCK_FORM_DETAIL),
        TCK_LINE("", TCK_FORM_REGISTERS, .pattern = "[RE]IP +- (?<ip>[0-9A-Fa-f]+)"),

        TCK_LINE("", FATAL, .pattern = "(?:Synchronous|IRQ|FIQ|SError) Exception at 0x[0-9A-Fa-f]+", .kind = 1,
                 .key = " Exception at 0x"),
        TCK_LINE(
                "PC 0x", TCK_FORM_FRAME | TCK_FORM_LOOSE,
                .pattern =
                        "PC 0x[0-9A-Fa-f]+ \\(0x[0-9A-Fa-f]+\\+(?<offset>0x[0-9A-Fa-f]+)\\) \\[ *\\d+\\] (?<frame>.*)"),
        TCK_LINE("", TCK_FORM_REGISTERS | TCK_FORM_OUT, .pattern = " *(?:X\\d+|FP) 0x[0-9A-Fa-f]{16} "),
        TCK_LINE("", TCK_FORM_REGISTERS | TCK_FORM_OUT, .pattern = " *SP 0x[0-9A-Fa-f]+ +ELR (?<ip>0x[0-9A-Fa-f]+)"),
        TCK_LINE("", TCK_FORM_DETAIL, .pattern = "(?:Data|Instruction) abort: "),
        TCK_LINE("", TCK_FORM_REGISTERS | TCK_FORM_DETAIL, .pattern = " *ESR 0x[0-9A-Fa-f]+ +FAR "),

        TCK_LINE("ASSERT [", FATAL | TCK_FORM_END, .kind = 2, .not_of = 1),
        TCK_LINE("ASSERT_EFI_ERROR ", FATAL | TCK_FORM_END, .kind = 2, .not_of = 1),
        TCK_LINE("ASSERT_RETURN_ERROR ", FATAL | TCK_FORM_END, .kind = 2, .not_of = 1),
};

TCK_READER(.name = "edk2", TCK_FORMS(forms),
           .registers = TCK_REGISTERS(
                   "[RE]?[A-D]X|[RE]?[SD]I|[RE]?[SBI]P|R\\d\\d?|CR[0-48]|[RE]FLAGS|X\\d\\d?|FP|LR|SP|ELR|SPSR|"
                   "FPSR|ESR|FAR"))
