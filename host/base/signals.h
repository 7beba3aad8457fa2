/* SPDX-License-Identifier: BSD-2-Clause */
/* The signals that ask this process to end: SIGINT, SIGTERM and SIGHUP. */
#pragma once

/* Has each of them handled so. */
void tck_signals_handle(void (*handler)(int number));

/* Has each of them call tck_cancel(). */
void tck_signals_cancel(void);

/* The one that did so last; 0 if none did. */
int tck_signals_caught(void);

/* Gives them their default effect again, and the signals of a crash. */
void tck_signals_reset(void);
