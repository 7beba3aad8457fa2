/* SPDX-License-Identifier: BSD-2-Clause */
/* The run that merged shards would have been. */
#pragma once

#include "result.h"
#include "shards.h"

/* What its conclusion depends on: the verdicts, what the profile demands, and whether anything failed. Free with tck_run_free(). */
TckRun *tck_shards_run(const TckShards *shards);

/* Its results.json, made of the first shard's, which this changes. Borrowed. */
JsonObject *tck_shards_results(const TckShards *shards, const TckRun *run);
