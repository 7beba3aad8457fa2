/* SPDX-License-Identifier: BSD-2-Clause */
#include "backtrace.h"
#include "console.h"
#include "cpu.h"
#include "platform.h"
#include "sender.h"
#include "trap.h"

enum {
        PAGE_PRESENT = 1 << 0,
        PAGE_WRITE = 1 << 1,
        PAGE_USER = 1 << 2,
        PAGE_RESERVED = 1 << 3,
        PAGE_FETCH = 1 << 4,
        PAGE_KEY = 1 << 5,

        SELECTOR_EXTERNAL = 1 << 0,
        SELECTOR_IDT = 1 << 1,
        SELECTOR_LDT = 1 << 2,
        SELECTOR_FLAGS = 7,
};

static const struct {
        const char *mnemonic, *name;
        bool selector; /* the error code is a selector, or 0 */
} exceptions[TRAP_EXCEPTIONS] = {
        [0] = {"#DE", "divide error", false},
        [1] = {"#DB", "debug exception", false},
        [2] = {"NMI", "non-maskable interrupt", false},
        [3] = {"#BP", "breakpoint", false},
        [4] = {"#OF", "overflow", false},
        [5] = {"#BR", "bound range exceeded", false},
        [6] = {"#UD", "invalid opcode", false},
        [7] = {"#NM", "device not available", false},
        [8] = {"#DF", "double fault", false},
        [9] = {"#9", "coprocessor segment overrun", false},
        [10] = {"#TS", "invalid TSS", true},
        [11] = {"#NP", "segment not present", true},
        [12] = {"#SS", "stack fault", true},
        [13] = {"#GP", "general protection fault", true},
        [14] = {"#PF", "page fault", false},
        [16] = {"#MF", "x87 floating-point error", false},
        [17] = {"#AC", "alignment check", false},
        [18] = {"#MC", "machine check", false},
        [19] = {"#XM", "SIMD floating-point error", false},
        [20] = {"#VE", "virtualization exception", false},
        [21] = {"#CP", "control protection exception", false},
        [28] = {"#HV", "hypervisor injection exception", false},
        [29] = {"#VC", "VMM communication exception", false},
        [30] = {"#SX", "security exception", false},
};

struct control_registers {
        uint64_t cr0, cr2, cr3, cr4;
};

static const char *page_fault_access(const struct trap_frame *frame, const struct control_registers *control) {
        if (frame->error & PAGE_FETCH || control->cr2 == frame->rip) /* PAGE_FETCH is only set with NX or SMEP */
                return "fetch from";
        return frame->error & PAGE_WRITE ? "write to" : "read of";
}

static void print_error(const struct trap_frame *frame, const struct control_registers *control) {
        uint64_t error = frame->error;

        console_print("error code 0x%lx", error);
        if (frame->vector == TRAP_PAGE_FAULT) {
                console_print(": %s %s page, as %s", page_fault_access(frame, control),
                              error & PAGE_PRESENT ? "a protected" : "an absent",
                              error & PAGE_USER ? "user" : "supervisor");
                console_print("%s%s", error & PAGE_RESERVED ? ", reserved bit set" : "",
                              error & PAGE_KEY ? ", protection key" : "");
        } else if (exceptions[frame->vector].selector && error) {
                const char *table = error & SELECTOR_IDT ? "IDT" : error & SELECTOR_LDT ? "LDT" : "GDT";

                console_print(": selector 0x%lx in the %s%s", error & ~(uint64_t) SELECTOR_FLAGS, table,
                              error & SELECTOR_EXTERNAL ? ", by an external event" : "");
        }
        console_print("\n");
}

static void print_registers(const struct trap_frame *frame, const struct control_registers *control) {
        console_print("RIP %04lx:%016lx  RSP %04lx:%016lx\n", frame->cs, frame->rip, frame->ss, frame->rsp);
        console_print("RAX %016lx  RBX %016lx  RCX %016lx\n", frame->rax, frame->rbx, frame->rcx);
        console_print("RDX %016lx  RSI %016lx  RDI %016lx\n", frame->rdx, frame->rsi, frame->rdi);
        console_print("RBP %016lx  R8  %016lx  R9  %016lx\n", frame->rbp, frame->r8, frame->r9);
        console_print("R10 %016lx  R11 %016lx  R12 %016lx\n", frame->r10, frame->r11, frame->r12);
        console_print("R13 %016lx  R14 %016lx  R15 %016lx\n", frame->r13, frame->r14, frame->r15);
        console_print("CR0 %016lx  CR2 %016lx  CR3 %016lx\n", control->cr0, control->cr2, control->cr3);
        console_print("CR4 %016lx  RFLAGS %08lx\n", control->cr4, frame->rflags);
}

/* The frame pointer points to the caller's, which lies below the return address. */
static void read_frame(const struct trap_frame *registers, uint64_t at, struct backtrace_frame *ret_frame) {
        const volatile uint64_t *frame = (const volatile uint64_t *) at;

        (void) registers;
        *ret_frame = (struct backtrace_frame){.caller = frame[0], .return_address = frame[1]};
}

static void tell_wire(const struct trap_frame *frame, const struct control_registers *control) {
        struct wire_writer *line = send_begin_remark("oops");
        const char *mnemonic = exceptions[frame->vector].mnemonic;

        wire_put_word(line, mnemonic ? mnemonic : "reserved");
        wire_put_number(line, frame->vector);
        wire_put_number(line, frame->error);
        wire_put_number(line, frame->rip);
        wire_put_number(line, control->cr2);
        send_line(line);
        send_drain();
}

static void (*report_crash)(void);

/* Sends what is known about an exception on the wire, prints it on the console, and stops this CPU. */
static _Noreturn void print_oops(const struct trap_frame *frame) {
        const char *name = exceptions[frame->vector].name, *mnemonic = exceptions[frame->vector].mnemonic;
        struct control_registers control = {READ_REGISTER(cr0), READ_REGISTER(cr2), READ_REGISTER(cr3),
                                            READ_REGISTER(cr4)};
        static bool again;

        tell_wire(frame, &control);
        if (!again) {
                again = true; /* what follows may raise an exception, too */
                console_print("\noops: %s (%s, vector %lu)\n", name ? name : "reserved exception",
                              mnemonic ? mnemonic : "no mnemonic", frame->vector);
                print_error(frame, &control);
                print_registers(frame, &control);
                backtrace_print(frame, frame->rip, frame->rbp, read_frame);
                report_crash();
                console_print("halted\n");
        }
        cpu_stop();
}

void trap_prepare(void (*report)(void)) {
        report_crash = report;
        trap_fill(trap_stubs, print_oops);
}
