/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared by the fuzzers. Each is a function that takes any bytes and asserts what must hold for them: under libFuzzer
 * (`make fuzz`), and for the files of its corpus in every run of the tests (replay/main.c).
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

/*
 * AddressSanitizer calls it before it reports. A library that may crash runs in a process of its own, whose end is
 * handled like other errors. Weak, because the replays have two files that include this header.
 */
__attribute__((weak)) void __asan_on_error(void);
void __asan_on_error(void) {
        if (getpid() != fuzzer)
                _exit(1);
}

/*
 * A warning of GLib counts as an error, too. GLib would raise SIGTRAP, after which libFuzzer does not keep the input.
 */
__attribute__((constructor)) static void be_strict(void) {
        fuzzer = getpid();
        signal(SIGTRAP, end);
        g_log_set_always_fatal((GLogLevelFlags) (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING));
}

/* Asserts that a call succeeded or set an error. Frees the error. */
static inline void assert_told(gboolean good, GError *error) {
        assert(good == !error);
        assert(!error || (error->domain == TCK_ERROR && g_utf8_validate(error->message, -1, NULL)));
        g_clear_error(&error);
}

/* Asserts that a text can be printed safely: valid lines without control characters. */
static inline void assert_shown(const char *text) {
        assert(g_utf8_validate(text, -1, NULL));
        for (; *text; text++)
                assert(*text == '\n' || !g_ascii_iscntrl(*text));
}

/* A file with these contents, named by a path in /proc: the descriptor has to stay open. Free with g_free(). */
static inline char *make_file(const uint8_t *data, size_t size, int *ret_fd) {
        *ret_fd = memfd_create("fuzz", MFD_CLOEXEC);
        assert(*ret_fd >= 0 && write(*ret_fd, data, size) == (ssize_t) size);
        return g_strdup_printf("/proc/self/fd/%d", *ret_fd);
}
