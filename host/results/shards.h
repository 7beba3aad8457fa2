/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The results of a run's shards (`run --shard I/N`) as those of one run. Mandatory cases, which all shards have, count once, with the worst of
 * their verdicts.
 */
#pragma once

#include <json-glib/json-glib.h>

typedef struct {
        guint number, total;   /* 2 of 4 */
        const char *directory; /* the shard's folder */
        JsonObject *results;   /* its results.json */
} TckResultsShard;

typedef struct {
        GPtrArray *shards;    /* TckResultsShard *, in their order, all of them */
        JsonArray *results;   /* the merged results, as results.json has them; artifacts are below the folder shard-I */
        guint common;         /* results that more than one shard has: how many were dropped */
        GPtrArray *different; /* char *: "isa/write/… on pc-multiboot: PASS in shard 1/2, FAIL in shard 2/2" */
} TckShards;

/* Merges the results of the runs at some places (TckResultsTarget *, borrowed, which this changes). TCK_ERROR_USAGE if one is not a shard, is
 * there twice, or is one of another run, and if two have a result of a case that is not mandatory; TCK_ERROR_ENVIRONMENT, with their
 * numbers, if shards are missing. Free with tck_shards_free(). */
TckShards *tck_shards_merge(const GPtrArray *targets, GError **error);
void tck_shards_free(TckShards *shards);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckShards, tck_shards_free)
