/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_news.h"

#include "json.h"

enum { NESTING_MAX = 16 };

TckNews *tck_news_copy(const TckNews *news) {
        if (news->domain)
                virDomainRef(news->domain);
        return g_memdup2(news, sizeof *news);
}

void tck_news_free(TckNews *news) {
        if (news->domain)
                virDomainFree(news->domain);
        g_clear_pointer(&news->event, json_object_unref);
        g_free(news);
}

JsonObject *tck_news_event(const char *name, gint64 seconds, guint microseconds, const char *data) {
        g_autoptr(JsonNode) node = data && tck_json_is_plain(data, NESTING_MAX) ? json_from_string(data, NULL) : NULL;
        JsonObject *event = json_object_new(), *stamp = json_object_new();

        json_object_set_int_member(stamp, "seconds", seconds);
        json_object_set_int_member(stamp, "microseconds", microseconds);
        json_object_set_object_member(event, "timestamp", stamp);
        json_object_set_string_member(event, "event", name);
        if (node)
                json_object_set_member(event, "data", g_steal_pointer(&node));
        return event;
}
