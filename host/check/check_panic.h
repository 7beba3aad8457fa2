/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A panic through whichever channel the VM has (channel.h): for cases that are about the host's side of it, and run on each
 * architecture.
 */
#pragma once

#include "check_verdict.h"

/* The guest begins to panic. By its nature, the operation may be one that does not answer. */
void tck_start_panic(Tck *t);

/* The next event, of the monitor's client or of the second one, is GUEST_PANICKED with that action and the information that the channel
 * owes. */
void tck_expect_panic(Tck *t, const char *action);
void tck_expect_second_panic(Tck *t, const char *action);

/* Expects that the guest, which runs again or has never stopped, goes on after its panic: by itself, or after it has been woken. */
void tck_expect_panic_survived(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_start_panic(t) TCK_VERB(t, tck_start_panic(t))
#define tck_expect_panic(t, ...) TCK_VERB(t, tck_expect_panic(t, __VA_ARGS__))
#define tck_expect_second_panic(t, ...) TCK_VERB(t, tck_expect_second_panic(t, __VA_ARGS__))
#define tck_expect_panic_survived(t) TCK_VERB(t, tck_expect_panic_survived(t))
#endif
