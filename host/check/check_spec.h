/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the VM of a case is to be like.
 */
#pragma once

#include "case.h"

/* What was asked of the VM. */
const TckVmSpec *tck_spec(const Tck *t);

/* The bits that the VM's device of that channel has to advertise: those that it was told (events=), or else
 * those that the profile says of this version and machine type. Where no profile says it, they are what was read, as far as the
 * specification allows that: bits that it defines, PANICKED among them. */
guint tck_expected_bits(const Tck *t, const char *channel, guint64 read);

/* The number of the pvpanic port, wherever the VM has it. */
guint tck_port(const Tck *t);

/* How many bytes of RAM the VM has. */
guint64 tck_ram(const Tck *t);
