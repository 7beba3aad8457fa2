/* SPDX-License-Identifier: BSD-2-Clause */
#include "channel.h"

TCK_CHANNEL(.name = "pci", .device = "pvpanic-pci")
