/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case does and expects: the language that the functions in tests/conformance are written in, by what they are about.
 *
 * The first thing that goes wrong decides the verdict, and from then on every call here returns at once (numbers are 0,
 * texts NULL): a case is written straight down, without asking after each step. Breaking a clause is a FAIL; silence, a
 * broken protocol or a QEMU killed from outside are an ERROR, because nothing is known then.
 */
#pragma once

#include "check_guest.h"
#include "check_hyperv.h"
#include "check_hypervisor.h"
#include "check_qemu.h"
