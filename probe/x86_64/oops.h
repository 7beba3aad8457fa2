/* SPDX-License-Identifier: BSD-2-Clause */
/* What is printed of an exception that nothing was prepared for. */
#pragma once

#include "trap.h"

/* What is called once an oops is on the console. */
void oops_set_report(void (*report)(void));

/* Says on the wire what is known about an exception, prints it on the console, and stops this CPU. */
_Noreturn void oops_print(const struct trap_frame *frame);
