/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch.h"

void tck_watch_tell(TckWatch *watch, TckTold told) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&watch->mutex);

        watch->told(watch->data, &told);
}

void tck_watch_note(TckWatch *watch, const char *guest, const char *format, ...) {
        g_autofree char *text = NULL;
        va_list list;

        va_start(list, format);
        text = g_strdup_vprintf(format, list);
        va_end(list);
        tck_watch_tell(watch, (TckTold){.kind = TCK_TOLD_NOTE, .guest = guest, .text = text});
}
