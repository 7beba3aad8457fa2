/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_news.h"

TckNews *tck_news_copy(const TckNews *news) {
        if (news->domain)
                virDomainRef(news->domain);
        return g_memdup2(news, sizeof *news);
}

void tck_news_free(TckNews *news) {
        g_clear_pointer(&news->domain, virDomainFree);
        g_clear_pointer(&news->event, json_object_unref);
        g_free(news);
}
