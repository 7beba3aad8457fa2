/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions for cases: what a case does and what it expects. The functions in tests/conformance use them.
 *
 * The first failure decides the verdict. After it, every function here returns at once (numbers are 0,
 * texts NULL), so that a case is written without checks after each step. A violation of a clause is a FAIL; a missing answer, a
 * violated protocol or a QEMU that another process killed are an ERROR, because nothing is known then.
 */
#pragma once

#include "check_guest.h"
#include "check_hyperv.h"
#include "check_hypervisor.h"
#include "check_panic.h"
#include "check_qemu.h"
