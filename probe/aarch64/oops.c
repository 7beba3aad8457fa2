/* SPDX-License-Identifier: BSD-2-Clause */
#include "backtrace.h"
#include "console.h"
#include "platform.h"
#include "sender.h"
#include "trap.h"

static void (*report_crash)(void);

/* Classes of exceptions: Arm Architecture Reference Manual, "ESR_EL1, Exception Syndrome Register (EL1)". */
static const char *class_name(unsigned class) {
        static const char *const names[] = {
                [0x00] = "undefined instruction",
                [0x0e] = "illegal execution state",
                [0x15] = "supervisor call",
                [0x18] = "trapped system register",
                [0x20] = "instruction abort from a lower level",
                [0x21] = "instruction abort",
                [0x22] = "misaligned program counter",
                [0x24] = "data abort from a lower level",
                [0x25] = "data abort",
                [0x26] = "misaligned stack pointer",
                [0x3c] = "breakpoint",
        };

        return class < sizeof(names) / sizeof(names[0]) && names[class] ? names[class] : "synchronous exception";
}

static const char *name_of(const struct trap_frame *frame) {
        static const char *const kinds[TRAP_KINDS] = {
                [TRAP_IRQ] = "interrupt", [TRAP_FIQ] = "fast interrupt", [TRAP_SERROR] = "system error"};

        return frame->kind == TRAP_SYNCHRONOUS ? class_name(ESR_CLASS(frame->esr)) : kinds[frame->kind];
}

static unsigned vector_of(const struct trap_frame *frame) {
        return frame->kind == TRAP_SYNCHRONOUS ? ESR_CLASS(frame->esr) : TRAP_VECTOR((unsigned) frame->kind);
}

static void print_registers(const struct trap_frame *frame) {
        console_print("PC  %016lx  SP  %016lx  PSTATE %08lx\n", frame->pc, frame->sp, frame->pstate);
        console_print("ESR %016lx  FAR %016lx\n", frame->esr, frame->far);
        for (unsigned i = 0; i + 3 < 31; i += 3)
                console_print("X%02u %016lx  X%02u %016lx  X%02u %016lx\n", i, frame->x[i], i + 1, frame->x[i + 1],
                              i + 2, frame->x[i + 2]);
        console_print("X30 %016lx\n", frame->x[30]);
}

/* The frame pointer points to the caller's, which lies below the return address: Procedure Call Standard, "The Frame Pointer". */
static void read_frame(const struct trap_frame *registers, uint64_t at, struct backtrace_frame *ret_frame) {
        const volatile uint64_t *frame = (const volatile uint64_t *) at;

        (void) registers;
        *ret_frame = (struct backtrace_frame){.caller = frame[0], .return_address = frame[1]};
}

static void tell_wire(const struct trap_frame *frame) {
        struct wire_writer *line = send_begin_remark("oops");

        wire_put_number(line, vector_of(frame));
        wire_put_number(line, frame->esr);
        wire_put_number(line, frame->pc);
        wire_put_number(line, frame->far);
        send_line(line);
        send_drain();
}

/* Sends what is known about an exception on the wire, prints it on the console, and stops this CPU. */
static _Noreturn void print_oops(const struct trap_frame *frame) {
        static bool again;

        tell_wire(frame);
        if (!again) {
                again = true; /* what follows may raise an exception, too */
                console_print("\noops: %s (EC 0x%x, vector %u)\n", name_of(frame), ESR_CLASS(frame->esr),
                              vector_of(frame));
                print_registers(frame);
                backtrace_print(frame, frame->pc, frame->x[29], read_frame);
                report_crash();
                console_print("halted\n");
        }
        cpu_stop();
}

void trap_prepare(void (*report)(void)) {
        report_crash = report;
        trap_unhandled = print_oops;
}
