/* SPDX-License-Identifier: BSD-2-Clause */
#include "backtrace.h"

#include "arch.h"
#include "console.h"
#include "platform.h"

#define DEPTH_MAX 32u

struct step {
        const struct trap_frame *registers;
        void (*read)(const struct trap_frame *registers, uint64_t at, struct backtrace_frame *ret_frame);
        uint64_t from;
        struct backtrace_frame frame;
};

static void read_frame(void *argument) {
        struct step *step = argument;

        step->read(step->registers, step->from, &step->frame);
}

void backtrace_print(const struct trap_frame *registers, uint64_t pc, uint64_t first,
                     void (*read)(const struct trap_frame *registers, uint64_t at, struct backtrace_frame *ret_frame)) {
        struct step step = {.registers = registers, .read = read, .from = first};

        console_print("backtrace, of an image at 0x%lx:\n  0x%lx\n", platform.image, pc);
        for (unsigned depth = 0; step.from && depth < DEPTH_MAX; depth++) {
                struct trap trap;

                if (!trap_guarded(read_frame, &step, &trap)) {
                        console_print("  no frame at 0x%lx\n", step.from);
                        return;
                }
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
