/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shards: several machines run parts of the same cases. What a CI system or Bazel tells by the environment is understood:
 * TEST_TOTAL_SHARDS with TEST_SHARD_INDEX (from 0), and CI_NODE_TOTAL with CI_NODE_INDEX (from 1).
 */
#pragma once

#include <glib.h>

/* "2/4": the second of four. Both are 0 if there is but one. */
typedef struct {
        guint number, total;
} TckShard;

/* Reads "I/N", or if it is NULL, the environment (of `variables`, as g_get_environ() returns it). A wrong one is a TCK_ERROR_USAGE that names the option or
 * the variable. */
gboolean tck_shard_read(const char *option, char **variables, TckShard *ret_shard, GError **error);

/* Tells Bazel, which asks by TEST_SHARD_STATUS_FILE, that shards are understood. */
gboolean tck_shard_acknowledge(char **variables, GError **error);

/* The shard's jobs (TckJob), which it takes from the list, freeing it: the same in each run, each job in one of the shards, and in all of them about as many. Jobs on
 * the same VM stay together, since they share a boot. Cases that are mandatory (TckCase) are in every shard, on the first VM
 * that has them: a shard whose channel is dead would otherwise pass. */
GPtrArray *tck_shard_jobs(GPtrArray *jobs, const TckShard *shard);
