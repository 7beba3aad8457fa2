/* SPDX-License-Identifier: BSD-2-Clause */
/* The signals that ask this process to end: SIGINT, SIGTERM and SIGHUP. */
#pragma once

/* Installs the handler for each of them. */
void tck_signals_handle(void (*handler)(int number));

/* Makes each of them call tck_cancel(). */
void tck_signals_cancel(void);

/* The last signal that did so; 0 if there was none. */
int tck_signals_caught(void);

/* Restores the default action of these signals and of those of a crash. */
void tck_signals_reset(void);
