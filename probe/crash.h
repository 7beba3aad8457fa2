/* SPDX-License-Identifier: BSD-2-Clause */
/* What a probe does about its own death, once it is on the console. */
#pragma once

/* Tells the host, in the way that was asked for with `on-oops`; returns if the machine goes on. */
void crash_report(void);
