/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the fuzzers share. Each is a function that takes any bytes and asserts what must hold for them: under libFuzzer (`make
 * fuzz`), and for the files of its corpus in every run of the tests (replay/main.c).
 */
#pragma once

#include <assert.h>
#include <glib.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void end(int unused) {
        (void) unused;
        abort();
}

static pid_t fuzzer;

/* AddressSanitizer calls it before it reports. A library that may crash has a process of its own, whose end is an answer like others. Weak,
 * for the replays have two files with this header. */
__attribute__((weak)) void __asan_on_error(void);
void __asan_on_error(void) {
        if (getpid() != fuzzer)
                _exit(1);
}

/* A warning of GLib is a mistake, too. GLib then raises SIGTRAP, after which libFuzzer would not keep the input. */
__attribute__((constructor)) static void be_strict(void) {
        fuzzer = getpid();
        signal(SIGTRAP, end);
        g_log_set_always_fatal((GLogLevelFlags) (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING));
}

/* Asserts that a call succeeded or has an error. Frees the error. */
static inline void assert_told(gboolean good, GError *error) {
        assert(good == !error);
        assert(!error || (error->domain == TCK_ERROR && g_utf8_validate(error->message, -1, NULL)));
        g_clear_error(&error);
}

/* Asserts that a text is safe to show: valid lines without control characters. */
static inline void assert_shown(const char *text) {
        assert(g_utf8_validate(text, -1, NULL));
        for (; *text; text++)
                assert(*text == '\n' || !g_ascii_iscntrl(*text));
}

/* A file with these contents and a name below /proc alone: the descriptor has to stay open. Free with g_free(). */
static inline char *make_file(const uint8_t *data, size_t size, int *ret_fd) {
        *ret_fd = memfd_create("fuzz", MFD_CLOEXEC);
        assert(*ret_fd >= 0 && write(*ret_fd, data, size) == (ssize_t) size);
        return g_strdup_printf("/proc/self/fd/%d", *ret_fd);
}
