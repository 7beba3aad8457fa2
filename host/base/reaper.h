/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A parent process that reaps at once the processes that this one leaves to init. libvirt makes QEMU a daemon and waits until it is
 * reaped: with an init that is slow to reap, that takes seconds for each domain.
 */
#pragma once

/* Continues in a child, which ends with its parent. The parent does nothing more than pass on the signals
 * that ask for an end, and exit as the child does. No other thread may run. A failure has no effect. */
void tck_run_under_reaper(void);
