/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the fuzzers share. Each is a function that takes any bytes and asserts what holds of them: under libFuzzer (`make
 * fuzz`), and over the files of its corpus in every run of the tests (replay/main.c).
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

/* What GLib and its kin complain of is a mistake, too. They end by SIGTRAP then, at which libFuzzer keeps no input. */
__attribute__((constructor)) static void be_strict(void) {
        signal(SIGTRAP, end);
        g_log_set_always_fatal((GLogLevelFlags) (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING));
}

/* A call succeeds, or says why not. Frees the error. */
static inline void assert_told(gboolean good, GError *error) {
        assert(good == !error);
        assert(!error || (error->domain == TCK_ERROR && g_utf8_validate(error->message, -1, NULL)));
        g_clear_error(&error);
}

/* Safe to show: lines of valid text, and no character in them that a terminal obeys. */
static inline void assert_shown(const char *text) {
        assert(g_utf8_validate(text, -1, NULL));
        for (; *text; text++)
                assert(*text == '\n' || !g_ascii_iscntrl(*text));
}

/* A file with that in it, which has no name but one below /proc: the descriptor has to stay open. Free with g_free(). */
static inline char *make_file(const uint8_t *data, size_t size, int *ret_fd) {
        *ret_fd = memfd_create("fuzz", MFD_CLOEXEC);
        assert(*ret_fd >= 0 && write(*ret_fd, data, size) == (ssize_t) size);
        return g_strdup_printf("/proc/self/fd/%d", *ret_fd);
}
