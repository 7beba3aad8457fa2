/* SPDX-License-Identifier: BSD-2-Clause */
#include "channel.h"

#include "registry.h"

static GPtrArray *all;

void tck_register_channel(const TckChannel *channel) {
        tck_registry_add(&all, channel);
}

const GPtrArray *tck_all_channels(void) {
        return all;
}

const TckChannel *tck_find_channel(const char *name) {
        return tck_registry_find(all, name);
}

const TckChannel *tck_find_channel_by_info(const char *type) {
        for (guint i = 0; i < all->len; i++) {
                const TckChannel *channel = all->pdata[i];

                if (type && g_strcmp0(channel->info, type) == 0)
                        return channel;
        }
        return NULL;
}
