/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of the firmware that starts CPUs and ends the machine: Arm Power State Coordination Interface, DEN 0022. */
#pragma once

/* Resets the machine, or powers it off. Return only if there is no such firmware. */
void psci_reset(void);
void psci_power_off(void);
