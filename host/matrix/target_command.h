/* SPDX-License-Identifier: BSD-2-Clause */
/* From a target to the command that runs it. */
#pragma once

#include "targets.h"

/* What is started for a target. */
typedef struct {
        char *missing; /* what there is not, and the command that brings it; NULL: nothing is missing */
        GPtrArray *
                words; /* char *: the program that starts the kit, if any, the kit, and the options that describe the target */
        GPtrArray *cases;   /* char *: the patterns, which come after all options */
        GPtrArray *files;   /* char *: the programs and the firmware, as far as they are known and can be read */
        GPtrArray *digests; /* char *: of these, by contents */
        char *packages;     /* the list of the suite's packages; NULL: there is none */
} TckTargetCommand;

/* Looks for the target's programs. `self` is the kit. Free with tck_target_command_free(). */
TckTargetCommand *tck_target_command_new(const TckMatrixTarget *target, const char *self);
void tck_target_command_free(TckTargetCommand *command);
