/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A parent that reaps at once whatever process this one leaves to init. libvirt makes QEMU a daemon and waits until it is
 * gone, zombie and all: under an init that is slow to reap that takes seconds a domain.
 */
#pragma once

/* Goes on in a child, which ends with its parent. The parent takes no part in anything any more: it hands on the signals
 * that ask for an end, and exits as the child does. No other thread may run. A failure changes nothing. */
void tck_run_under_reaper(void);
