/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line of `pvpanic-tck run`.
 */
#pragma once

#include "run.h"

/* The options as they were written, and the numbers among them. */
typedef struct {
        char *qemu, *firmware, *accel, *guests, *machines, *boots, *format, *junit, *output, *colour, *layer, *connect,
                *arch, *vmm, *jobs, *seconds, *profile;
        char **waivers;
        char *repeat; /* what a rerun has to repeat */
        GStrv qemu_arguments;
        guint workers;
        double timeout;
        gboolean fresh, no_retry, strict, verbose;
        TckLayer looked_at;
        const TckArch *architecture; /* of the guests */
        char **machine_list;
        GPtrArray *boot_list; /* const TckBoot *, NULL at the end */
} TckRunWords;

void tck_run_words_clear(TckRunWords *words);

/* Parses the command line; leaves the patterns in argv. FALSE: something was wrong, and the user has been told. */
gboolean tck_run_words_parse(int *argc, char ***argv, TckRunWords *words);

/* The jobs that the patterns, machines and boots make: TckJob *. NULL with TCK_ERROR_USAGE for words that make no sense. Free with
 * g_ptr_array_unref(). */
GPtrArray *tck_run_words_jobs(TckRunWords *words, char **patterns, GError **error);

/* The profile that the user named, in *ret_profile, which is left alone if there is none. To be asked behind the jobs. */
gboolean tck_run_words_profile(const TckRunWords *words, const TckProfile **ret_profile, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TckRunWords, tck_run_words_clear)
