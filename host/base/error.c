/* SPDX-License-Identifier: BSD-2-Clause */
#include "error.h"

G_DEFINE_QUARK(tck - error - quark, tck_error)
