/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The messages of QEMU's monitor, and the resulting incident. There may be several guests' monitors: the result is about the guest whose
 * name is known, or else the one with the most serious incident.
 */
#pragma once

#include "findings.h"

typedef struct TckMonitorStory TckMonitorStory;

/* The findings have to outlive it. Free with tck_monitor_story_free(). */
TckMonitorStory *tck_monitor_story_new(TckFindings *findings);
void tck_monitor_story_free(TckMonitorStory *story);

/* Takes the next message of a monitor: a greeting, a reply or an event of QMP. `monitor` is any text that identifies the monitor, "" for the
 * only one; the time is that of the line, 0 if it has none: an event's own takes precedence. */
void tck_monitor_story_message(TckMonitorStory *story, const char *monitor, JsonObject *message, gint64 time,
                               guint64 number);

/* Sets the guest of a monitor. */
void tck_monitor_story_name(TckMonitorStory *story, const char *monitor, const char *guest);

/* Ends the messages, and adds the account and its moments. FALSE if there was no message at all. */
gboolean tck_monitor_story_end(TckMonitorStory *story);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckMonitorStory, tck_monitor_story_free)
