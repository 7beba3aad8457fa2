/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

/* Shuts the CPU down by an exception that can be delivered in no way, which resets the machine. */
_Noreturn void triple_fault(void);
