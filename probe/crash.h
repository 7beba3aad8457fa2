/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

/* Does what `on-oops` has asked for, once an oops is on the console. Returns if the machine goes on. */
void crash_report(void);
