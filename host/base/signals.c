/* SPDX-License-Identifier: BSD-2-Clause */
#include "signals.h"

#include <glib.h>
#include <signal.h>

#include "wait.h"

static const int ends[] = {SIGINT, SIGTERM, SIGHUP}, crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

static volatile sig_atomic_t caught;

static void on_signal(int number) {
        caught = number;
        tck_cancel();
}

void tck_signals_handle(void (*handler)(int number)) {
        const struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

        for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
                sigaction(ends[i], &action, NULL);
}

/* A signal handler, because the main loop may be blocked. */
void tck_signals_cancel(void) {
        tck_signals_handle(on_signal);
}

int tck_signals_caught(void) {
        return caught;
}

void tck_signals_reset(void) {
        tck_signals_handle(SIG_DFL);
        for (gsize i = 0; i < G_N_ELEMENTS(crashes); i++)
                signal(crashes[i], SIG_DFL);
}
