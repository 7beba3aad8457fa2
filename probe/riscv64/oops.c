/* SPDX-License-Identifier: BSD-2-Clause */
#include "backtrace.h"
#include "console.h"
#include "platform.h"
#include "sender.h"
#include "trap.h"

#define LEAF_MAX 0x10000u /* bytes: how far the next frame can be from that of such a function */

static void (*report_crash)(void);

/* RISC-V Privileged Architecture, "Supervisor Cause (scause) Register". */
static const char *cause_name(uint64_t cause) {
        static const char *const names[] = {
                [0] = "misaligned program counter",
                [1] = "instruction access fault",
                [2] = "illegal instruction",
                [3] = "breakpoint",
                [4] = "misaligned load",
                [5] = "load access fault",
                [6] = "misaligned store",
                [7] = "store access fault",
                [8] = "call from user mode",
                [9] = "call from supervisor mode",
                [12] = "instruction page fault",
                [13] = "load page fault",
                [15] = "store page fault",
        };

        return cause < sizeof(names) / sizeof(names[0]) && names[cause] ? names[cause] : "exception or interrupt";
}

static void print_registers(const struct trap_frame *frame) {
        console_print("PC  %016lx  STATUS %016lx\n", frame->pc, frame->status);
        console_print("CAUSE %016lx  STVAL %016lx\n", frame->cause, frame->value);
        for (unsigned i = 1; i + 2 < 32; i += 3)
                console_print("X%02u %016lx  X%02u %016lx  X%02u %016lx\n", i, frame->x[i], i + 1, frame->x[i + 1],
                              i + 2, frame->x[i + 2]);
        console_print("X31 %016lx\n", frame->x[31]);
}

/* What lies below the frame pointer: RISC-V Calling Conventions, "Frame Pointer Convention". */
static void read_frame(const struct trap_frame *registers, uint64_t at, struct backtrace_frame *ret_frame) {
        const volatile uint64_t *end = (const volatile uint64_t *) at;

        *ret_frame = (struct backtrace_frame){.caller = end[-2], .return_address = end[-1]};
        /* A function that calls none saves only its caller's frame pointer, where others save the return address. */
        if (at == registers->x[8] && ret_frame->return_address > at && ret_frame->return_address - at < LEAF_MAX)
                *ret_frame = (struct backtrace_frame){ret_frame->return_address, registers->x[1]};
}

static void tell_wire(const struct trap_frame *frame) {
        struct wire_writer *line = send_begin_remark("oops");

        wire_put_number(line, frame->cause);
        wire_put_number(line, frame->value);
        wire_put_number(line, frame->pc);
        send_line(line);
        send_drain();
}

/* Sends what is known about an exception on the wire, prints it on the console, and stops this CPU. */
static _Noreturn void print_oops(const struct trap_frame *frame) {
        static bool again;

        tell_wire(frame);
        if (!again) {
                again = true; /* what follows may raise an exception, too */
                console_print("\noops: %s (vector %lu)\n", cause_name(frame->cause), frame->cause);
                print_registers(frame);
                backtrace_print(frame, frame->pc, frame->x[8], read_frame);
                report_crash();
                console_print("halted\n");
        }
        cpu_stop();
}

void trap_prepare(void (*report)(void)) {
        report_crash = report;
        trap_unhandled = print_oops;
}
