/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch.h"

void tck_watch_incident(TckWatch *watch, const TckIncident *incident, const char *directory) {
        g_mutex_lock(&watch->mutex);
        watch->incident(watch->data, incident, directory);
        g_mutex_unlock(&watch->mutex);
}

void tck_watch_repeated(TckWatch *watch, const TckIncident *incident) {
        g_mutex_lock(&watch->mutex);
        if (watch->repeated)
                watch->repeated(watch->data, incident);
        g_mutex_unlock(&watch->mutex);
}

void tck_watch_again(TckWatch *watch, const TckIncident *incident, const char *directory) {
        g_mutex_lock(&watch->mutex);
        if (watch->again)
                watch->again(watch->data, incident, directory);
        g_mutex_unlock(&watch->mutex);
}

void tck_watch_note(TckWatch *watch, const char *guest, const char *format, ...) {
        g_autofree char *text = NULL;
        va_list list;

        va_start(list, format);
        text = g_strdup_vprintf(format, list);
        va_end(list);
        g_mutex_lock(&watch->mutex);
        watch->note(watch->data, guest, text);
        g_mutex_unlock(&watch->mutex);
}

void tck_watch_attached(TckWatch *watch, const char *guest, gboolean attached) {
        g_mutex_lock(&watch->mutex);
        if (watch->attached)
                watch->attached(watch->data, guest, attached);
        g_mutex_unlock(&watch->mutex);
}

void tck_watch_ready(TckWatch *watch) {
        g_mutex_lock(&watch->mutex);
        if (watch->ready)
                watch->ready(watch->data);
        g_mutex_unlock(&watch->mutex);
}

void tck_watch_end(TckWatch *watch) {
        g_mutex_lock(&watch->mutex);
        watch->end(watch->data);
        g_mutex_unlock(&watch->mutex);
}
