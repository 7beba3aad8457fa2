/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The channels by which a guest tells its host that it crashed, and what each of them has on the host's side. A channel is a file in
 * host/channel that declares it, beside its own in probe/channel: no list names it.
 */
#pragma once

#include <json-glib/json-glib.h>

typedef struct TckPanicInfo TckPanicInfo;

typedef struct {
        const char *name;   /* "isa", as cases, profiles and VMs call it */
        const char *device; /* QEMU's type of the device, which has the property `events`; NULL: it takes no device */
        const char *cpu;    /* the property of QEMU's CPU that offers it to guests: "hv-crash"; NULL: it takes none */
        const char *second; /* properties that the second such device of a VM needs: "ioport=0x5a5"; NULL: none */
        gboolean has_port;  /* the device has the property `ioport` */
        const char *info;   /* the type of the information that comes with its event; NULL: none may come */
        void (*decode)(TckPanicInfo *decoded, JsonObject *info); /* and who decodes that (panic_decode.h) */
} TckChannel;

/* Registers a channel: TCK_CHANNEL(.name = "isa", ...). */
#define TCK_CHANNEL(...)                                                  \
        static const TckChannel channel = {__VA_ARGS__};                  \
        __attribute__((constructor)) static void register_channel(void) { \
                tck_register_channel(&channel);                           \
        }

void tck_register_channel(const TckChannel *channel);

/* The channel with that name, or that decodes information of that type; NULL if there is none. */
const TckChannel *tck_find_channel(const char *name);
const TckChannel *tck_find_channel_by_info(const char *type);

/* All of them, in no order: const TckChannel *. Owned by the library. */
const GPtrArray *tck_all_channels(void);
