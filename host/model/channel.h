/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The channels by which a guest notifies its host of a crash, and the host's side of each. A channel is a file in
 * host/channel that registers it, besides the one in probe/channel; there is no list to edit.
 */
#pragma once

#include <json-glib/json-glib.h>

typedef struct TckPanicInfo TckPanicInfo;

typedef struct {
        const char *name;    /* "isa", the name in cases, profiles and VMs */
        const char *device;  /* QEMU's type of the device, which has the property `events`; NULL: it needs no device */
        const char *cpu;     /* the property of QEMU's CPU that offers it to guests: "hv-crash"; NULL: it takes none */
        gboolean always;     /* it takes neither: each CPU of its architecture has it */
        const char *second;  /* properties for the second such device of a VM: "ioport=0x5a5"; NULL: none */
        gboolean has_port;   /* the device has the property `ioport` */
        const char *panic;   /* the probe's operation that panics: "psw 0x1 0x2"; NULL: it depends on the VM */
        const char *members; /* the event's members for that panic, as cases write them; NULL: only the action */
        const char *wakes;   /* the monitor command after which the guest goes on; NULL: none is needed */
        const char *info;    /* the type of the information in its event; NULL: there is none */
        void (*decode)(TckPanicInfo *decoded, JsonObject *info); /* the decoder of that information (panic_decode.h) */
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
