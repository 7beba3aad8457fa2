/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One domain of a libvirt under watch: what libvirt tells of it becomes incidents.
 *
 * A guest has a thread of its own, which takes the news in the order in which they came and may take its time for each: those
 * who bring them are never held up.
 */
#pragma once

#include "libvirt_connection.h"
#include "teller.h"

typedef struct TckGuest TckGuest;

/* What a guest tells of itself, from its thread: told(data), once, when all that is to be told has been; gone(data), whenever its
 * domain has ended. */
typedef struct {
        void (*told)(gpointer data);
        void (*gone)(gpointer data);
        gpointer data;
} TckGuestCalls;

/* Begins to watch the domain of that name, of which there is no news yet. `watch` has to outlive it. */
TckGuest *tck_guest_start(TckWatch *watch, const char *name, const TckGuestCalls *calls);

/* Whether there is no such domain any more and no news of it to be taken: it may as well be freed. Only of use where no news can
 * come meanwhile. */
gboolean tck_guest_is_gone(TckGuest *guest);

/* The domain as a connection has it, which begins to bring news: those of QEMU's monitor, too, if it is monitored. */
void tck_guest_found(TckGuest *guest, virDomainPtr domain, gboolean monitored);

/* There is no such domain in a connection that has begun to bring news. */
void tck_guest_missed(TckGuest *guest);

/* The connection is gone. */
void tck_guest_lost(TckGuest *guest);

void tck_guest_lifecycle(TckGuest *guest, virDomainPtr domain, TckLifecycle lifecycle, gboolean monitored);

/* An event of QEMU's monitor, with its data as JSON or NULL. */
void tck_guest_monitor(TckGuest *guest, virDomainPtr domain, const char *name, gint64 seconds, guint microseconds,
                       const char *data);

/* Waits until it has taken all news up to here, and frees it. */
void tck_guest_free(TckGuest *guest);
