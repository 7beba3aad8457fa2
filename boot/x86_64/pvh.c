/* SPDX-License-Identifier: BSD-2-Clause */
#include "pvh.h"

static uint64_t given_rsdp;

char *pvh_words(const struct pvh_start_info *info) {
        return info->magic == PVH_MAGIC && info->command_line ? (char *) info->command_line : "";
}

uint64_t pvh_rsdp(const struct pvh_start_info *info) {
        given_rsdp = info->magic == PVH_MAGIC ? info->rsdp : 0;
        return given_rsdp;
}

uint64_t pvh_given_rsdp(void) {
        return given_rsdp;
}
