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

/* Begins to watch the domain of that name, of which there is no news yet. Calls told(data) once, from its thread, when all
 * that is to be told has been. `watch` has to outlive it. */
TckGuest *tck_guest_start(TckWatch *watch, const char *name, void (*told)(gpointer data), gpointer data);

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
