/* SPDX-License-Identifier: BSD-2-Clause */
/* ibm,os-term, a service of a pseries machine's firmware, by which an operating system says that it has terminated. */
#include "channel.h"

/* Its event has no information, and the guest goes on behind the call. */
TCK_CHANNEL(.name = "os-term", .always = TRUE, .panic = "os-term pvpanic-tck")
