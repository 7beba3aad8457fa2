/* SPDX-License-Identifier: BSD-2-Clause */
#include "console.h"
#include "platform.h"
#include "sender.h"
#include "trap.h"

#define BACKTRACE_MAX 32u
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

/* What lies below a frame pointer: RISC-V Calling Conventions, "Frame Pointer Convention". */
struct stack_frame {
        uint64_t caller, return_address;
};

struct step {
        uint64_t from;
        struct stack_frame frame;
};

static void read_frame(void *argument) {
        struct step *step = argument;

        step->frame = ((const volatile struct stack_frame *) step->from)[-1];
}

/*
 * The frame pointer may have any value: it is read in a guarded call, and followed only upwards and within the image.
 */
static void print_backtrace(const struct trap_frame *frame) {
        struct step step = {.from = frame->x[8]};
        bool leaf;

        console_print("backtrace, of an image at 0x%lx:\n  0x%lx\n", platform.image, frame->pc);
        for (unsigned depth = 0; step.from && depth < BACKTRACE_MAX; depth++) {
                struct trap trap;

                if (!trap_guarded(read_frame, &step, &trap)) {
                        console_print("  no frame at 0x%lx\n", step.from);
                        return;
                }
                /* A function that calls none saves only its caller's frame pointer, where others save the return address. */
                leaf = !depth && step.frame.return_address > step.from &&
                       step.frame.return_address - step.from < LEAF_MAX;
                if (leaf)
                        step.frame = (struct stack_frame){step.frame.return_address, frame->x[1]};
                if (step.frame.return_address - platform.image >= platform.image_size)
                        return;
                console_print("  0x%lx\n", step.frame.return_address);
                if (step.frame.caller && step.frame.caller <= step.from) {
                        console_print("  no frame at 0x%lx: it is below its callee's\n", step.frame.caller);
                        return;
                }
                step.from = step.frame.caller;
        }
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
                print_backtrace(frame);
                report_crash();
                console_print("halted\n");
        }
        cpu_stop();
}

void trap_prepare(void (*report)(void)) {
        report_crash = report;
        trap_unhandled = print_oops;
}
