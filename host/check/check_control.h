/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The positive control.
 */
#pragma once

#include "check_verdict.h"

/* The positive control: what the guest says reaches the host in this VM, or the verdict says that it does not. It comes by
 * itself once in each VM, behind the first case that passes; a case that ends its VM and is about something that does not
 * come begins with it. */
void tck_control(Tck *t);

#ifndef TCK_CHECK_PRIVATE
#define tck_control(t) TCK_VERB(t, tck_control(t))
#endif
