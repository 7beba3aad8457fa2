/* SPDX-License-Identifier: BSD-2-Clause */
#include "console.h"
#include "io.h"
#include "trap.h"

void oops(const struct trap_frame *frame) {
        console_print("oops: vector %lu error 0x%lx rip 0x%lx\n", frame->vector, frame->error, frame->rip);
        cpu_stop();
}
