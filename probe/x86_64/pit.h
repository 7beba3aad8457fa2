/* SPDX-License-Identifier: BSD-2-Clause */
/* The programmable interval timer: its channel 0, which timer_stall() takes for itself, too. */
#pragma once

/* Has the timer's line tick so often, from 19 times a second on, until the next timer_stall(). */
void pit_beat(unsigned hertz);
