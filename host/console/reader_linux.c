/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linux, from 2.6 on: kernel/panic.c, lib/dump_stack.c, kernel/watchdog.c, kernel/hung_task.c, kernel/rcu/tree_stall.h, mm/oom_kill.c,
 * mm/kasan/report.c, init/do_mounts.c, and of each architecture its traps, its fault and its dumpstack: x86, arm, arm64, riscv, powerpc
 * (with xmon), s390, mips, loongarch.
 */
#include "console_reader.h"

enum {
        OOPS = 1 << 0,
        SOFT_LOCKUP = 1 << 1,
        HARD_LOCKUP = 1 << 2,
        RCU_STALL = 1 << 3,
        HUNG_TASK = 1 << 4,
        OUT_OF_MEMORY = 1 << 5,
        MACHINE_CHECK = 1 << 6,
        SANITIZER = 1 << 7,
        WARNING = 1 << 8,
        ATOMIC = 1 << 9,
        NMI = 1 << 10,
        XMON = 1 << 11,
};

enum {
        BEGIN = TCK_FORM_BEGIN,
        MORE = TCK_FORM_MORE,
        DETAIL = TCK_FORM_DETAIL,
        HINT = TCK_FORM_HINT,
        TRACE = TCK_FORM_TRACE,
        OUT = TCK_FORM_OUT,
        NONE = 0,
};

/* "sysrq_handle_crash+0x16/0x20 [module]" */
#define SYMBOL "[\\w.$]++\\+0x[0-9a-f]++/0x[0-9a-f]++(?: \\[[\\w -]++\\])?"
#define ADDRESS "\\[?<?[0-9a-f]{8,16}>?\\]?"
/* "kdump[505]: ", "kdump-tools[618]:  * ", "kdump-tools[720]: kdump-config: " */
#define SAVER "(?:kdump(?:\\.sh|-tools|-config)?(?:\\[\\d+\\])?: +(?:\\* +)?)+"
/* Since Linux 4.16; "loaded" if a crash kernel is. */
#define LOADED "(?:(?<loaded>Kdump: loaded) )?"
#define TAINT "(?<system>(?:Not tainted|Tainted: ).*)"

static const TckForm forms[] = {
        /* ---- boots ---- */
        TCK_LINE("Linux version ", TCK_FORM_BOOT | TCK_FORM_FINAL, .not_of = XMON),
        TCK_LINE("", TCK_FORM_CRASH_KERNEL,
                 .pattern = "(?:Kernel command line|Command line): .*\\belfcorehdr=", .key = "elfcorehdr="),
        /* Services that save a vmcore: kexec-tools' kdump of Fedora and RHEL, kdump-tools of Debian and Ubuntu, and makedumpfile. */
        TCK_LINE("kdump", TCK_FORM_CRASH_KERNEL,
                 .pattern = SAVER
                 "(?<outcome>saving vmcore (?:complete|failed).*|saving vmcore$|saving to /.*|saved vmcore .*"
                 "|failed to save vmcore.*|running makedumpfile .*|The dumpfile is saved to .*"
                 "|makedumpfile (?:Completed|Failed)\\.)",
                 .key = "saving vmcore|saving to /|saved vmcore|failed to save vmcore|running makedumpfile|The "
                        "dumpfile is saved to"
                        "|makedumpfile Completed|makedumpfile Failed"),
        TCK_LINE("The dumpfile is saved to ", TCK_FORM_CRASH_KERNEL | MORE, .pattern = "(?<outcome>.*)"),
        TCK_LINE("makedumpfile ", TCK_FORM_CRASH_KERNEL | MORE,
                 .pattern = "(?<outcome>makedumpfile (?:Completed|Failed)\\.)"),
        TCK_LINE("reboot: ", TCK_FORM_CRASH_KERNEL | MORE | TCK_FORM_END,
                 .pattern = "reboot: (?:Restarting system|Power down|System halted)"),

        /* ---- stops ---- */
        TCK_LINE("---[ end Kernel panic", TCK_FORM_END | OUT),
        TCK_LINE("Rebooting in ", TCK_FORM_END | OUT, .pattern = "Rebooting in \\d+ seconds"),
        TCK_LINE("Kernel panic", TCK_FORM_FATAL | TCK_FORM_FINAL | BEGIN | OUT,
                 .pattern = "Kernel panic(?: - not syncing)?: (?<panic>.*)"),
        TCK_LINE("PANIC: early exception ", TCK_FORM_FATAL | TCK_FORM_FINAL | BEGIN,
                 .pattern = "PANIC: early exception \\w+ (?:rip|IP) (?<ip>\\S+)"),
        TCK_LINE("Fixing recursive fault but reboot is needed!", TCK_FORM_PIN | DETAIL | OUT),

        /* powerpc, arm64 and riscv, arm, and the purgatory of kexec-tools, which runs between the kernels. */
        TCK_LINE("kexec: Starting switchover sequence", TCK_FORM_HAND_OVER | OUT),
        TCK_LINE("Starting crashdump kernel...", TCK_FORM_HAND_OVER | OUT),
        TCK_LINE("Loading crashdump kernel...", TCK_FORM_HAND_OVER | OUT),
        TCK_LINE("I'm in purgatory", TCK_FORM_HAND_OVER | OUT),

        /* ---- beginnings of reports ---- */
        TCK_LINE("BUG: unable to handle ", BEGIN, .kind = OOPS),
        TCK_LINE("BUG: Unable to handle ", BEGIN, .kind = OOPS),
        TCK_LINE("BUG: kernel NULL pointer dereference", BEGIN, .kind = OOPS),
        TCK_LINE("BUG: Kernel NULL pointer dereference", BEGIN, .kind = OOPS),
        TCK_LINE("BUG: failure at ", BEGIN, .kind = OOPS),
        TCK_LINE("BUG: stack guard page was hit", BEGIN, .kind = OOPS),
        TCK_LINE("BUG: TASK stack guard page was hit", BEGIN, .kind = OOPS),
        TCK_LINE("BUG: IRQ stack guard page was hit", BEGIN, .kind = OOPS),
        TCK_LINE("BUG: KASAN: ", BEGIN, .kind = SANITIZER),
        TCK_LINE("BUG: KFENCE: ", BEGIN, .kind = SANITIZER),
        TCK_LINE("BUG: KMSAN: ", BEGIN, .kind = SANITIZER),
        TCK_LINE("BUG: KCSAN: ", BEGIN, .kind = SANITIZER),
        TCK_LINE("UBSAN: ", BEGIN, .kind = SANITIZER),
        TCK_LINE("", BEGIN,
                 .pattern = "(?:NMI )?(?:watchdog: )?BUG: soft lockup - CPU#?(?<cpu>\\d+) stuck for "
                            ".*?(?:\\[(?<task>.+):(?<pid>\\d+)\\])?$",
                 .kind = SOFT_LOCKUP, .key = "soft lockup"),
        TCK_LINE("", BEGIN,
                 .pattern = "(?:NMI )?(?:[Ww]atchdog: )?(?:Watchdog detected hard LOCKUP on cpu ?(?<cpu>\\d+)|CPU \\d+ "
                            "(?:self-)?detected "
                            "hard LOCKUP"
                            "|BUG: NMI Watchdog detected LOCKUP)",
                 .kind = HARD_LOCKUP, .key = "hard LOCKUP|detected LOCKUP"),
        TCK_LINE("Watchdog CPU:", BEGIN, .pattern = "Watchdog CPU:(?<cpu>\\d+) (?:Hard|became unstuck)",
                 .kind = HARD_LOCKUP),
        TCK_LINE("", BEGIN, .pattern = "(?:rcu: )?INFO: rcu\\w* (?:self-)?detected (?:expedited )?stalls?",
                 .kind = RCU_STALL, .key = "INFO: rcu"),
        TCK_LINE("INFO: task ", BEGIN,
                 .pattern = "INFO: task (?<task>.+):(?<pid>\\d+) (?:is )?blocked (?:in I/O wait )?for more than",
                 .kind = HUNG_TASK),
        TCK_LINE("", BEGIN, .pattern = ".{1,16} invoked oom-killer: ", .kind = OUT_OF_MEMORY,
                 .key = "invoked oom-killer"),
        TCK_LINE("", BEGIN, .pattern = "(?:mce: )?\\[Hardware Error\\]: CPU (?<cpu>\\d+): Machine Check",
                 .kind = MACHINE_CHECK, .key = "Machine Check"),
        TCK_LINE("", BEGIN, .pattern = "CPU (?<cpu>\\d+): Machine Check Exception: ", .kind = MACHINE_CHECK,
                 .key = "Machine Check"),
        TCK_LINE("", BEGIN, .pattern = "(?:mce: )?\\[Hardware Error\\]: Fatal", .kind = MACHINE_CHECK,
                 .key = "[Hardware Error]: Fatal"),
        TCK_LINE("", BEGIN,
                 .pattern =
                         "(?:\\{\\d+\\})?\\[Hardware Error\\]: Hardware error from APEI Generic Hardware Error Source",
                 .kind = MACHINE_CHECK, .key = "APEI Generic"),
        TCK_LINE("Uhhuh. NMI received", BEGIN,
                 .pattern = "Uhhuh\\. NMI received for unknown reason \\w+ on CPU (?<cpu>\\d+)", .kind = NMI),
        TCK_LINE("NMI: ", BEGIN, .pattern = "NMI: (?:IOCK error|PCI system error|Dazed|Not continuing)", .kind = NMI,
                 .key = "NMI: IOCK|NMI: PCI|NMI: Dazed|NMI: Not c"),
        TCK_LINE("BUG: scheduling while atomic: ", BEGIN,
                 .pattern = "BUG: scheduling while atomic: (?<task>.+)/(?<pid>\\d+)/0x", .kind = ATOMIC),
        TCK_LINE("BUG: ", BEGIN,
                 .pattern = "BUG: (?:sleeping function called from|spinlock |rwlock |using \\w+\\(\\) in "
                            "preemptible|workqueue lockup|Bad "
                            "page |Bad rss-counter"
                            "|Invalid wait context|held lock freed|non-zero |MAX_LOCK|lock held )",
                 .kind = WARNING,
                 .key = "BUG: sleeping|BUG: spinlock|BUG: rwlock|BUG: using|BUG: workqueue|BUG: Bad |BUG: Invalid|BUG: "
                        "held|BUG: non-zero|BUG: MAX_LOCK|BUG: lock held"),
        TCK_LINE("WARNING: ", BEGIN, .pattern = "WARNING: (?:CPU: (?<cpu>\\d+) PID: |at |\\S+:\\d+ at |possible )",
                 .kind = WARNING),
        TCK_LINE("SError Interrupt on CPU", BEGIN, .pattern = "SError Interrupt on CPU(?<cpu>\\d+)", .kind = OOPS),
        TCK_LINE("Bad mode in ", BEGIN, .kind = OOPS),
        TCK_LINE("Insufficient stack space to handle exception!", BEGIN, .kind = OOPS),
        TCK_LINE("Kernel stack overflow", BEGIN, .kind = OOPS),
        TCK_LINE("kernel stack overflow", BEGIN, .kind = OOPS),
        TCK_LINE("Unable to handle kernel ", BEGIN, .kind = OOPS),
        TCK_LINE("", BEGIN, .pattern = "CPU (?<cpu>\\d+) Unable to handle kernel ", .kind = OOPS,
                 .key = "Unable to handle kernel "),
        TCK_LINE("Unhandled fault: ", BEGIN, .pattern = "Unhandled fault: .*\\(0x[0-9a-f]+\\) at 0x", .kind = OOPS),
        TCK_LINE("", BEGIN, .pattern = "cpu 0x(?<hexcpu>[0-9a-f]+): (?<cause>(?<panic>Vector: \\w+ (?:\\([^)]*\\))?))",
                 .kind = OOPS | XMON, .key = "Vector: "),
        TCK_LINE("Kernel attempted to ", BEGIN, .pattern = "Kernel attempted to \\w+ user page", .kind = OOPS),
        TCK_LINE("kernel BUG at ", MORE | DETAIL, .kind = OOPS),
        TCK_LINE("Internal error: ", MORE, .kind = OOPS),
        TCK_LINE("Oops: ", MORE, .pattern = "Oops: (?:[0-9a-f]{4}|Kernel |general |[a-z][\\w ]+?: [0-9a-f]{4} )",
                 .kind = OOPS, .key = "Oops: 0|Oops: Kernel|Oops: general"),
        TCK_LINE("Oops", MORE, .pattern = "Oops ?(?:- [\\w ]+)?\\[#\\d+\\]", .kind = OOPS,
                 .key = "Oops [#|Oops[#1|Oops[#2|Oops[#3|Oops - "),
        TCK_LINE("general protection fault", MORE, .pattern = "general protection fault[,:]", .kind = OOPS),
        TCK_LINE(
                "", MORE,
                .pattern =
                        "(?:divide error|invalid opcode|stack segment|double fault|int3|bounds|invalid TSS|segment not "
                        "present|alignment check"
                        "|illegal operation|specification exception|addressing exception|protection exception|data "
                        "exception"
                        "|monitor event): [0-9a-f]{4} ",
                .kind = OOPS,
                .key = "divide error: |invalid opcode: |stack segment: |double fault: |int3: 0000|bounds: |invalid "
                       "TSS: "
                       "|segment not present: |alignment check: |illegal operation: |specification exception: "
                       "|addressing exception: |protection exception: |data exception: |monitor event: "),
        TCK_LINE("traps: PANIC: ", BEGIN, .kind = OOPS),
        TCK_LINE("PANIC: double fault", BEGIN, .kind = OOPS),
        TCK_LINE("", BEGIN,
                 .pattern =
                         "(?:Kernel bug detected|Reserved instruction in kernel code|Unhandled kernel unaligned access"
                         "|Break instruction in kernel code)\\[#\\d+\\]",
                 .kind = OOPS,
                 .key = "Kernel bug detected[|Reserved instruction in kernel code[|Unhandled kernel unaligned "
                        "access[|Break instruction in kernel code["),
        TCK_LINE("Data bus error, epc", BEGIN, .kind = OOPS),

        /* ---- CPU, task and place ---- */
        TCK_LINE("CPU: ", OUT,
                 .pattern =
                         "CPU: (?<cpu>\\d+) (?:UID: \\d+ )?PID: (?<pid>\\d+) Comm: (?<task>.{1,16}?) " LOADED TAINT "$",
                 .not_of = HARD_LOCKUP | RCU_STALL),
        TCK_LINE("CPU: ", OUT,
                 .pattern = "CPU: (?<cpu>\\d+) (?:UID: \\d+ )?PID: (?<pid>\\d+) Comm: (?<task>.{1,16}?) " LOADED TAINT
                            "$"),
        TCK_LINE("CPU ", NONE, .pattern = "CPU (?<cpu>\\d+) *$"),
        TCK_LINE("Pid: ", NONE,
                 .pattern = "Pid: (?<pid>\\d+), comm: (?<task>.{1,16}?) +(?:xid: #\\d+ +)?(?<system>(?:Not "
                            "tainted|Tainted: ).*)$"),
        TCK_LINE("Process ", NONE, .pattern = "Process (?<task>.{1,16}?) \\(pid: (?<pid>\\d+),"),
        TCK_LINE("", NONE, .pattern = "(?:Read|Write) of size \\d+ at addr \\w+ by task (?<task>.+)/(?<pid>\\d+)$"),
        TCK_LINE("", NONE, .pattern = " *pid += (?<pid>\\d+), comm = (?<task>.*)"),
        TCK_LINE("Linux version ", NONE, .pattern = "Linux version (?<system>\\S+)"),
        TCK_LINE("RIP", NONE, .pattern = "RIP: +(?<ip>[0-9a-f]{4}:" SYMBOL ")"),
        TCK_LINE("RIP", NONE,
                 .pattern = "RIP: +[0-9a-f]{4}:\\[<[0-9a-f]+>\\] +(?:\\[<[0-9a-f]+>\\] +)?(?<ip>" SYMBOL ")"),
        TCK_LINE("RIP: ", NONE, .pattern = "RIP: +(?<ip>0010:0x[0-9a-f]+)"),
        TCK_LINE("EIP", NONE, .pattern = "EIP(?: is at|:) +(?<ip>" SYMBOL ")"),
        TCK_LINE("IP: ", NONE, .pattern = "IP: (?:\\[<[0-9a-f]+>\\] )?(?<ip>" SYMBOL ")"),
        TCK_LINE("PC is at ", NONE, .pattern = "PC is at (?<ip>" SYMBOL ")"),
        TCK_LINE("", NONE,
                 .pattern = " *(?:pc|epc) +: (?:[0-9a-f]{16} |[0-9a-f]{8} |[0-9a-f]{16}: )?(?<ip>" SYMBOL ")"),
        TCK_LINE("", NONE, .pattern = " *pc: [0-9a-f]+: (?<ip>" SYMBOL ")"),
        TCK_LINE("", NONE, .pattern = " *ERA: [0-9a-f]+ (?<ip>" SYMBOL ")"),
        TCK_LINE("", NONE, .pattern = "era +: [0-9a-f]+ (?<ip>" SYMBOL ")"),
        /* Rows of several registers: powerpc's "GPR00: …", s390's "Krnl GPRS: …" and the rows below it, mips' "$ 0   : …". */
        TCK_LINE("", TCK_FORM_REGISTERS, .pattern = "(?<row>GPR)\\d\\d: (?<values>[0-9a-f ]+)$"),
        TCK_LINE("Krnl GPRS:", TCK_FORM_REGISTERS, .pattern = "Krnl (?<row>GPR)S: (?<values>[0-9a-f ]+)$"),
        TCK_LINE("      ", TCK_FORM_REGISTERS, .pattern = " {8,}(?<values>[0-9a-f]{16}(?: [0-9a-f]{16}){3})$"),
        TCK_LINE("$", TCK_FORM_REGISTERS, .pattern = "(?<row>\\$) *\\d+ *: (?<values>[0-9a-f ]+)$"),
        TCK_LINE("NIP [", NONE, .pattern = "NIP \\[[0-9a-f]+\\] (?<ip>" SYMBOL ")"),
        TCK_LINE("Krnl PSW : ", NONE, .pattern = "Krnl PSW : .*\\((?<ip>" SYMBOL ")\\)"),
        TCK_LINE("NMI backtrace for cpu ", TRACE | OUT,
                 .pattern = "NMI backtrace for cpu \\d+ skipped: idling at (?:pc )?(?<ip>\\S+)"),

        /* ---- details and hints ---- */
        TCK_LINE("KASAN: ", DETAIL),
        TCK_LINE("Failing address: ", DETAIL),
        TCK_LINE("Faulting instruction address: ", DETAIL),
        TCK_LINE("AS:", NONE),
        TCK_LINE("enter ? for help", DETAIL | TRACE),
        TCK_LINE("", TCK_FORM_PROMPT, .pattern = "[0-9a-f]+:mon>"),
        TCK_LINE("Workqueue: ", OUT),
        TCK_LINE("", HINT, .pattern = "sysrq: (?:SysRq : )?Trigger a crash", .key = "Trigger a crash"),
        TCK_LINE("SysRq : ", HINT, .pattern = "SysRq : (?:Trigger a crash|Manual OOM execution)",
                 .key = "Trigger a crash|Manual OOM execution"),
        TCK_LINE("list_", HINT, .pattern = "list_(?:add|del) (?:double add|corruption)"),
        TCK_LINE("dracut: FATAL: ", HINT),
        TCK_LINE("dracut Warning: ", HINT),
        TCK_LINE("VFS: Cannot open root device ", HINT),
        TCK_LINE("Please append a correct ", HINT),
        TCK_LINE("Failed to execute ", HINT, .pattern = "Failed to execute /\\S+ \\(error"),
        TCK_LINE("Starting init: ", HINT),
        TCK_LINE("systemd[1]: ", HINT, .pattern = "systemd\\[1\\]: (?:Caught <|Failed to |Assertion )",
                 .key = "Caught <|Failed to |Assertion "),

        /* ---- the backtrace ---- */
        TCK_LINE("Last Breaking-Event-Address:", OUT),
        TCK_LINE("Code: ", OUT),
        TCK_LINE("Modules linked in:", OUT),
        TCK_LINE("Kernel Offset:", OUT),
        TCK_LINE("Instruction dump:", OUT),
        TCK_LINE("Exception stack(", OUT),
        TCK_LINE("Allocated by task ", OUT),
        TCK_LINE("Freed by task ", OUT),
        TCK_LINE("Mem-Info:", OUT),
        TCK_LINE("task:", OUT),
        TCK_LINE("---[ end trace", OUT | TCK_FORM_DONE),
        TCK_LINE("NMI backtrace for cpu ", TRACE | OUT),
        TCK_LINE("Sending NMI from CPU ", OUT),
        TCK_LINE("Call Trace:", TRACE, .not_of = RCU_STALL),
        TCK_LINE("Call trace:", TRACE, .not_of = RCU_STALL),
        TCK_LINE("Backtrace:", TRACE, .not_of = RCU_STALL),
        /* arm: "[<c001c84c>] (unwind_backtrace) from [<c0018738>] (show_stack+0x10/0x14)", and since 6.1 without addresses. */
        TCK_LINE("", TCK_FORM_FRAME | TCK_FORM_LOOSE,
                 .pattern =
                         "(?:\\[<[0-9a-f]{8}>\\] )?\\(?[\\w.]++\\)? from (?:\\[<[0-9a-f]{8}>\\] )?\\(?(?<frame>" SYMBOL
                         ")\\)?"),
        /* Before 5.12, riscv's backtrace has no heading either. */
        TCK_LINE("[<", TCK_FORM_FRAME | TCK_FORM_LOOSE, .pattern = "\\[<[0-9a-f]{16}>\\] (?<frame>" SYMBOL ")$",
                 .not_of = RCU_STALL),
        TCK_LINE("", TCK_FORM_GUESS, .pattern = " *(?:<\\w+> +)?(?:\\(?" ADDRESS "\\)? +)*\\? (?<frame>" SYMBOL ")",
                 .not_of = RCU_STALL),
        TCK_LINE("", TCK_FORM_FRAME,
                 .pattern = " *(?:<\\w+> +)?(?:\\(?" ADDRESS "\\)? +)*(?<frame>" SYMBOL
                            ")(?: \\([A-Z]+\\)| \\(unreliable\\))?$",
                 .not_of = RCU_STALL),
        TCK_LINE("", NONE, .pattern = " *</?(?:TASK|IRQ|NMI|EOI|EOE|SOFTIRQ|#DF|ENTRY_TRAMPOLINE)>$"),
};

static const TckVerdict verdicts[] = {
        {"Fatal exception", OOPS | ATOMIC},
        {"Oops", OOPS},
        {"BRK handler", OOPS},
        {"Aiee, killing interrupt handler", OOPS},
        {"Attempted to kill init", OOPS},
        {"Attempted to kill the idle task", OOPS},
        {"softlockup", SOFT_LOCKUP},
        {"Hard LOCKUP", HARD_LOCKUP},
        {"Watchdog detected hard LOCKUP", HARD_LOCKUP},
        {"RCU Stall", RCU_STALL},
        {"hung_task", HUNG_TASK},
        {"Out of memory", OUT_OF_MEMORY},
        {"System is deadlocked on memory", OUT_OF_MEMORY},
        {"Fatal machine check", MACHINE_CHECK},
        {"Machine check", MACHINE_CHECK},
        {"Uncorrected", MACHINE_CHECK},
        {"Fatal hardware error", MACHINE_CHECK},
        {"Asynchronous SError", OOPS},
        {"KASAN: panic_on_warn", SANITIZER},
        {"KFENCE: panic_on_warn", SANITIZER},
        {"UBSAN: panic_on_warn", SANITIZER},
        {"panic_on_warn", WARNING | SANITIZER | ATOMIC},
        {"kernel: panic_on_warn", WARNING | SANITIZER | ATOMIC},
        {"scheduling while atomic", ATOMIC},
        {"NMI", NMI},
        {"VFS: ", 0},
        {"No working init found", 0},
        {"No init found", 0},
        {"Requested init ", 0},
        {"sysrq triggered crash", 0},
        {"stack-protector", 0},
        {"corrupted stack end", 0},
};

#define REGISTERS                                                                                      \
        "[RE]?[A-D]X|[RE]?[SD]I|[RE]?[SBI]P|R\\d\\d?|CR[0-48]|[RE]FLAGS"  /* x86 */                    \
        "|[xr]\\d\\d?|sp|lr|pc|ip|fp|psr|pstate"                          /* arm, arm64 */             \
        "|epc|ra|gp|tp|[ast]\\d\\d?|status|badaddr|cause"                 /* riscv, mips, loongarch */ \
        "|NIP|LR|CTR|MSR|CFAR|DAR|DSISR|XER|REGS|GPR\\d\\d|msr|dar|dsisr" /* powerpc */                \
        "|ERA|PRMD|BADV|era"                                              /* loongarch */

TCK_READER(.name = "linux", TCK_FORMS(forms), TCK_VERDICTS(verdicts), .registers = TCK_REGISTERS(REGISTERS),
           .harmless = WARNING,
           .survivable = SOFT_LOCKUP | HARD_LOCKUP | RCU_STALL | HUNG_TASK | OUT_OF_MEMORY | MACHINE_CHECK | SANITIZER |
                         ATOMIC,
           .lasting = OOPS)
