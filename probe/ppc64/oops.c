/* SPDX-License-Identifier: BSD-2-Clause */
#include "console.h"
#include "platform.h"
#include "sender.h"
#include "trap.h"

#define BACKTRACE_MAX 32u

static void (*report_crash)(void);

static const char *name_of(const struct trap_frame *frame) {
        static const struct {
                unsigned vector;
                const char *name;
        } names[] = {
                {TRAP_SYSTEM_RESET, "system reset"},
                {TRAP_MACHINE_CHECK, "machine check"},
                {TRAP_DATA_STORAGE, "data storage"},
                {TRAP_DATA_SEGMENT, "data segment"},
                {TRAP_INSTRUCTION_STORAGE, "instruction storage"},
                {TRAP_INSTRUCTION_SEGMENT, "instruction segment"},
                {TRAP_ALIGNMENT, "alignment"},
                {TRAP_PROGRAM, "program"},
                {TRAP_FLOATING_POINT, "floating-point unavailable"},
                {TRAP_SYSTEM_CALL, "system call"},
        };

        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
                if (names[i].vector == frame->vector)
                        return names[i].name;
        return "unexpected";
}

/* What a function leaves at its stack pointer: ELF V2 ABI, "The Stack Frame". */
struct stack_frame {
        const struct stack_frame *caller;
        uint64_t cr, lr; /* of its callee, by which that returns */
};

/* The chain may lead anywhere: it is followed only in memory, upwards, and within the image. */
static void print_backtrace(const struct trap_frame *frame) {
        const struct stack_frame *at = (const struct stack_frame *) frame->registers[1];

        console_print("backtrace, of an image at 0x%lx:\n  0x%lx\n", platform.image, frame->pc);
        for (unsigned depth = 0; depth < BACKTRACE_MAX; depth++) {
                const struct stack_frame *before = at;

                if ((uint64_t) at % sizeof(uint64_t) || !paging_maps((uint64_t) at, sizeof(*at))) {
                        console_print("  no frame at 0x%lx\n", (uint64_t) at);
                        return;
                }
                at = at->caller;
                if (at <= before || !paging_maps((uint64_t) at, sizeof(*at)) ||
                    at->lr - platform.image >= platform.image_size)
                        return;
                console_print("  0x%lx\n", at->lr);
        }
}

static void print_registers(const struct trap_frame *frame) {
        console_print("NIP %016lx  MSR %016lx  LR %016lx\nCTR %016lx  XER %016lx  CR %08x\nDAR %016lx  DSISR %08x\n",
                      frame->pc, frame->msr, frame->lr, frame->ctr, frame->xer, (unsigned) frame->cr, frame->dar,
                      (unsigned) frame->dsisr);
        for (unsigned i = 0; i < 32; i += 4)
                console_print("R%u %016lx %016lx %016lx %016lx\n", i, frame->registers[i], frame->registers[i + 1],
                              frame->registers[i + 2], frame->registers[i + 3]);
}

static void tell_wire(const struct trap_frame *frame) {
        struct wire_writer *line = send_begin_remark("oops");

        wire_put_number(line, frame->vector);
        wire_put_number(line, trap_error(frame));
        wire_put_number(line, frame->pc);
        send_line(line);
        send_drain();
}

static _Noreturn void print_oops(const struct trap_frame *frame) {
        static bool again;

        trap_keep_stack();
        tell_wire(frame);
        if (!again) {
                again = true;
                console_print("\noops: %s interrupt (vector 0x%x)\n", name_of(frame), (unsigned) frame->vector);
                print_registers(frame);
                print_backtrace(frame);
                report_crash();
                console_print("stopped\n");
        }
        cpu_stop();
}

void trap_prepare(void (*report)(void)) {
        report_crash = report;
        trap_unhandled = print_oops;
}
