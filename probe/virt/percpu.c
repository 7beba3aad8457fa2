/* SPDX-License-Identifier: BSD-2-Clause */
#include "cpu.h"

struct percpu percpus[CPUS_MAX];
