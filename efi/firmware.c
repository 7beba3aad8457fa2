/* SPDX-License-Identifier: BSD-2-Clause */
#include "firmware.h"

EFI_HANDLE firmware_image;
EFI_SYSTEM_TABLE *firmware;
