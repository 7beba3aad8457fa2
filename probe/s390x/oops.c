/* SPDX-License-Identifier: BSD-2-Clause */
#include "console.h"
#include "platform.h"
#include "sender.h"
#include "trap.h"

#define BACKTRACE_MAX 32u

static void (*report_crash)(void);

static const char *program_name(unsigned code) {
        static const char *const names[] = {
                [PROGRAM_OPERATION] = "operation exception",
                [PROGRAM_PRIVILEGED] = "privileged-operation exception",
                [PROGRAM_PROTECTION] = "protection exception",
                [PROGRAM_ADDRESSING] = "addressing exception",
                [PROGRAM_SPECIFICATION] = "specification exception",
                [PROGRAM_DATA] = "data exception",
                [PROGRAM_FIXED_DIVIDE] = "fixed-point-divide exception",
        };

        return code < sizeof(names) / sizeof(names[0]) && names[code] ? names[code] : "program interruption";
}

static const char *name_of(const struct trap_frame *frame, unsigned code) {
        static const char *const kinds[TRAP_KINDS] = {
                [TRAP_RESTART] = "restart interruption",       [TRAP_EXTERNAL] = "external interruption",
                [TRAP_SVC] = "supervisor-call interruption",   [TRAP_PROGRAM] = "program interruption",
                [TRAP_MACHINE] = "machine-check interruption", [TRAP_IO] = "I/O interruption",
        };

        return frame->kind == TRAP_PROGRAM ? program_name(code) : kinds[frame->kind];
}

/* What a function leaves at its stack pointer, by -mbackchain: ELF ABI supplement. */
struct stack_frame {
        const struct stack_frame *caller;
        uint64_t reserved, registers[14]; /* from the second on: what its callee saves */
};

enum { SAVED_14 = 12 };

struct step {
        const struct stack_frame *from;
        struct stack_frame frame;
};

static void read_frame(void *argument) {
        struct step *step = argument;

        __builtin_memcpy(&step->frame, step->from, sizeof(step->frame));
}

/* The chain may lead anywhere: it is read under guard, and followed only upwards and within the image. */
static void print_backtrace(const struct trap_frame *frame) {
        struct step step = {.from = (const struct stack_frame *) frame->registers[15]};

        console_print("backtrace, of an image at 0x%lx:\n  0x%lx\n", platform.image, frame->psw.address);
        for (unsigned depth = 0; depth < BACKTRACE_MAX; depth++) {
                const struct stack_frame *before = step.from;
                struct trap trap;

                if (!trap_guarded(read_frame, &step, &trap)) {
                        console_print("  no frame at 0x%lx\n", (uint64_t) step.from);
                        return;
                }
                step.from = step.frame.caller;
                if (step.from <= before || !trap_guarded(read_frame, &step, &trap))
                        return;
                if (step.frame.registers[SAVED_14] - platform.image >= platform.image_size)
                        return;
                console_print("  0x%lx\n", step.frame.registers[SAVED_14]);
        }
}

static void print_registers(const struct trap_frame *frame) {
        console_print("PSW %016lx %016lx\n", frame->psw.mask, frame->psw.address);
        for (unsigned i = 0; i < 16; i += 4)
                console_print("R%u %016lx %016lx %016lx %016lx\n", i, frame->registers[i], frame->registers[i + 1],
                              frame->registers[i + 2], frame->registers[i + 3]);
}

static void tell_wire(const struct trap_frame *frame, unsigned code, uint64_t error) {
        struct wire_writer *line = send_begin_remark("oops");

        wire_put_number(line, frame->kind);
        wire_put_number(line, code);
        wire_put_number(line, error);
        wire_put_number(line, frame->psw.address);
        send_line(line);
        send_drain();
}

static _Noreturn void print_oops(const struct trap_frame *frame) {
        volatile struct lowcore *lowcore = lowcore_own();
        bool program = frame->kind == TRAP_PROGRAM;
        unsigned code = program ? lowcore->program_code & PROGRAM_CODE : 0;
        uint64_t error = program ? lowcore->translation_exception : 0;
        static bool again;

        trap_keep_stack();
        tell_wire(frame, code, error);
        if (!again) {
                again = true;
                console_print("\noops: %s (code 0x%x)\n", name_of(frame, code), code);
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
