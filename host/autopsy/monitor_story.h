/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What QEMU's monitor told, message by message, and the incident that it amounts to. There may be several guests' monitors: the guest that
 * is known is told of, or else the one of which there is most to tell.
 */
#pragma once

#include "findings.h"

typedef struct TckMonitorStory TckMonitorStory;

/* The findings have to outlive it. Free with tck_monitor_story_free(). */
TckMonitorStory *tck_monitor_story_new(TckFindings *findings);
void tck_monitor_story_free(TckMonitorStory *story);

/* The next message of a monitor: a greeting, a reply or an event, as QMP has it. The monitor is whatever tells it from others, "" for the
 * only one; the time is of the line, 0 if it has none: an event's own counts before that. */
void tck_monitor_story_message(TckMonitorStory *story, const char *monitor, JsonObject *message, gint64 time,
                               guint64 number);

/* Whose monitor that is. */
void tck_monitor_story_name(TckMonitorStory *story, const char *monitor, const char *guest);

/* There are no more: puts down the account and its moments. FALSE if there was no message at all. */
gboolean tck_monitor_story_end(TckMonitorStory *story);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckMonitorStory, tck_monitor_story_free)
