/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line of `pvpanic-tck run`.
 */
#pragma once

#include "run_scopes.h"
#include "shard.h"

/* There is one command line: it, and what is made of it, lives as long as the program. */
typedef struct {
        TckRunOptions options; /* as far as they are known: those that are words as they were written */
        TckScopeWords scopes;
        char *format, *junit, *output, *colour, *layer, *jobs, *seconds, *profile, *lab, *stream, *slots, *shard;
        char **waivers;
        char *repeat;           /* what a rerun has to repeat */
        TckShard part;          /* which of the jobs */
        guint descriptor;       /* of --stream; 0 if there is none */
        guint slots_descriptor; /* the same of --slots */
        gboolean strict, verbose, stream_files;
} TckRunWords;

/* Parses the command line; leaves the patterns in argv. NULL: something was wrong, and the user has been told. */
TckRunWords *tck_run_words_parse(int *argc, char ***argv);

/* The jobs that the patterns, architectures, machines and boots make: TckJob *. Completes the options, except the profile. NULL with TCK_ERROR_USAGE
 * for words that make no sense. Free with g_ptr_array_unref(). */
GPtrArray *tck_run_words_jobs(TckRunWords *words, char **patterns, GError **error);

/* Finds the profile that the user named, if any, for the options. To be called after tck_run_words_jobs(). */
gboolean tck_run_words_profile(TckRunWords *words, GError **error);
