/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of the firmware below the kernel: RISC-V Supervisor Binary Interface Specification. */
#pragma once

/* Resets the machine, or powers it off. Return only if the firmware cannot. */
void sbi_reset(void);
void sbi_power_off(void);
