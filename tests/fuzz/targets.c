/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a file of targets: it is refused with a reason, or each target has a name that is safe for a folder. */
#include "case.h"
#include "target_command.h"

#include "fuzz.h"

/* A case for patterns to match. */
TCK_CASES({.name = "isa/read/bits", .clause = "isa.read.bits", .summary = ""})

static void check(const TckMatrixTarget *target) {
        TckTargetCommand *command = tck_target_command_new(target, "kit");

        assert(g_ascii_isalnum(*target->name) && !strchr(target->name, '/') && target->line);
        for (guint key = 0; key < TCK_TARGET_KEYS; key++)
                assert(!target->values[key] == !target->lines[key]);
        assert(command->words->len >= 2 && command->files->len == command->digests->len);
        tck_target_command_free(command);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        GError *error = NULL;
        g_autoptr(GPtrArray) targets = tck_targets_parse("targets.ini", (const char *) data, size, &error);

        assert_told(targets != NULL, error);
        for (guint i = 0; targets && i < targets->len; i++)
                check(targets->pdata[i]);
        return 0;
}
