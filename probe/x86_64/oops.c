/* SPDX-License-Identifier: BSD-2-Clause */
#include "console.h"
#include "cpu.h"
#include "platform.h"
#include "sender.h"
#include "trap.h"

#define BACKTRACE_MAX 32u

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

/* A stack frame, which the frame pointer points to. */
struct frame {
        const struct frame *caller;
        uint64_t return_address;
};

struct step {
        const struct frame *from;
        struct frame frame;
};

static void read_frame(void *argument) {
        struct step *step = argument;

        step->frame = *(const volatile struct frame *) step->from;
}

/*
 * The frame pointer may have any value: it is read in a guarded call, and followed only upwards and within the image.
 */
static void print_backtrace(const struct trap_frame *frame) {
        struct step step = {.from = (const struct frame *) frame->rbp};

        console_print("backtrace, of an image at 0x%lx:\n  0x%lx\n", platform.image, frame->rip);
        for (unsigned depth = 0; step.from && depth < BACKTRACE_MAX; depth++) {
                struct trap trap;

                if (!trap_guarded(read_frame, &step, &trap)) {
                        console_print("  no frame at 0x%lx\n", (uint64_t) step.from);
                        return;
                }
                if (step.frame.return_address - platform.image >= platform.image_size)
                        return;
                console_print("  0x%lx\n", step.frame.return_address);
                if (step.frame.caller && step.frame.caller <= step.from) {
                        console_print("  no frame at 0x%lx: it is below its callee's\n", (uint64_t) step.frame.caller);
                        return;
                }
                step.from = step.frame.caller;
        }
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
                print_backtrace(frame);
                report_crash();
                console_print("halted\n");
        }
        cpu_stop();
}

void trap_prepare(void (*report)(void)) {
        report_crash = report;
        trap_fill(trap_stubs, print_oops);
}
