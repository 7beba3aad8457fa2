/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The course of a run in the lab, by the messages that it sends (docs/lab.md). They are not trusted.
 */
#pragma once

#include "lab_files.h"
#include "lab_run.h"

/* Callers only read it. */
typedef struct {
        TckLabRun *lab;
        GHashTable *pending; /* "isa/read/bits pc-multiboot" → TckJob, of which there is no result yet; borrowed */
        TckLabFiles *files;
        char *folder;    /* that of the files */
        guint slots;     /* that were mentioned */
        gboolean begun;  /* the lab has its command */
        gboolean ended;  /* it has announced its end */
        gboolean exited; /* the command that it was has ended */
        int status;      /* of that command; -1 for one that cannot be */
} TckLabCourse;

/* Begins one, whose files are to be in that folder. FALSE if the folder cannot be made: the course can be given up, and has to be cleared,
 * all the same. */
gboolean tck_lab_course_begin(TckLabCourse *ret_course, TckLabRun *lab, const char *folder, GError **error);
void tck_lab_course_clear(TckLabCourse *course);

/* Takes in a message: results and activities go to the inbox, pieces of files to the folder. TCK_ERROR_PROTOCOL: it cannot be;
 * TCK_ERROR_ENVIRONMENT: it reports a failure, or its file cannot be written. */
gboolean tck_lab_course_take(TckLabCourse *course, JsonObject *message, GError **error);

/* Nothing is known about the jobs without a result, for that reason: their results go to the inbox, in their order. The lab's machine has left
 * its files in the folder `machine`. */
void tck_lab_course_give_up(const TckLabCourse *course, const char *machine, const GError *error);

/* Removes the jobs that have a result from the lab's jobs, so that another course can have the others. */
void tck_lab_course_keep_pending(TckLabCourse *course);
