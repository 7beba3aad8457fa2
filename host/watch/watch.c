/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch.h"

void tck_watch_report(TckWatch *watch, TckNotice notice) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&watch->mutex);

        watch->report(watch->data, &notice);
}

void tck_watch_note(TckWatch *watch, const char *guest, const char *format, ...) {
        g_autofree char *text = NULL;
        va_list list;

        va_start(list, format);
        text = g_strdup_vprintf(format, list);
        va_end(list);
        tck_watch_report(watch, (TckNotice){.kind = TCK_NOTICE_NOTE, .guest = guest, .text = text});
}
