/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_target.h"

static const char *const keys[TCK_TARGET_KEYS] = {
        [TCK_TARGET_HYPERVISOR] = "hypervisor",
        [TCK_TARGET_PROGRAM] = "program",
        [TCK_TARGET_WITH] = "with",
        [TCK_TARGET_SUITE] = "suite",
        [TCK_TARGET_FIRMWARE] = "firmware",
        [TCK_TARGET_ARCH] = "arch",
        [TCK_TARGET_MACHINES] = "machines",
        [TCK_TARGET_BOOT] = "boot",
        [TCK_TARGET_ACCEL] = "accel",
        [TCK_TARGET_LAB] = "lab",
        [TCK_TARGET_CASES] = "cases",
        [TCK_TARGET_ARGUMENTS] = "arguments",
        [TCK_TARGET_PROFILE] = "profile",
        [TCK_TARGET_WAIVERS] = "waivers",
        [TCK_TARGET_TIMEOUT] = "timeout",
        [TCK_TARGET_CONSTRAINT] = "constraint",
};

const char *tck_target_key_name(TckTargetKey key) {
        return keys[key];
}

void tck_matrix_target_free(gpointer data) {
        TckMatrixTarget *target = data;

        for (guint key = 0; key < TCK_TARGET_KEYS; key++)
                g_free(target->values[key]);
        g_free(target->name);
        g_free(target->file);
        g_free(target);
}

char **tck_target_list(const TckMatrixTarget *target, TckTargetKey key) {
        g_auto(GStrv) parts = g_strsplit(target->values[key] ? target->values[key] : "", ";", -1);
        g_autoptr(GStrvBuilder) list = g_strv_builder_new();

        for (char **part = parts; *part; part++)
                if (*g_strstrip(*part))
                        g_strv_builder_add(list, *part);
        return g_strv_builder_end(list);
}
