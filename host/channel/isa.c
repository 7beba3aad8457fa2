/* SPDX-License-Identifier: BSD-2-Clause */
#include "channel.h"

TCK_CHANNEL(.name = "isa", .device = "pvpanic", .second = "ioport=0x5a5", .has_port = TRUE)
