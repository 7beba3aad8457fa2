/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guests under a watch: a QEMU, a probe in it that is told how to crash, and a watch that is given nothing but the path of a
 * socket.
 */
#pragma once

#include "child.h"
#include "incident.h"
#include "probe.h"
#include "qmp.h"
#include "qmp_guest.h"

/* Long enough for any event, on a busy machine. */
enum { LAB_SECONDS = 60 };

/* The watch of one guest, and all that it has reported. */
typedef struct {
        char *directory; /* removed in the end */
        char *socket, *console, *symbols;
        gboolean efi;
        TckWatch watch;
        TckQmpGuest *watched;
        GCond changed;
        guint attached;   /* how often it attached */
        GPtrArray *seen;  /* TckIncident *, read back from their records */
        GPtrArray *notes; /* char * */
        gboolean ended;
} Lab;

/* Starts the watch of guests that UEFI firmware boots, or not; a hang is reported after so many seconds. */
Lab *lab_new(gboolean efi, double hang);
void lab_free(Lab *lab);

/* Waits until the watch has attached that many times in all, or has reported that many incidents. */
void lab_await_attached(Lab *lab, guint count);
void lab_await_incidents(Lab *lab, guint count);

/* Asserts that the last incident is of that kind; if it is not, shows all that there is to see. */
void lab_check_last(Lab *lab, const char *kind);

/* "panicked hypervisor-killed": the kinds of all incidents, in their order. Free with g_free(). */
char *lab_kinds(Lab *lab);

/* A QEMU of the lab. */
typedef struct {
        TckChild *child;
        TckProbe *probe;
        Qmp *qmp; /* a second monitor, beside that of the watch */
} Guest;

/* Starts it, with options for the probe ("agent", "auto=panic") and further words for its command line. It stands still until
 * guest_run(): an event that comes before a client has negotiated is lost. */
Guest *guest_new(Lab *lab, const char *options, const char *words);

/* Lets it run. */
void guest_run(Guest *guest);

/* Kills it, if need be. */
void guest_free(Guest *guest);

/* Waits for the hello; tells the probe to do something, and awaits its answer, which has to be an ok. */
void guest_await_hello(Guest *guest);
void guest_do(Guest *guest, const char *command);

/* Waits for the answer to what it was told, which has to be an ok. */
void guest_await_answer(Guest *guest);

/* Tells the probe to do something from which it may not come back. */
void guest_start(Guest *guest, const char *command);

/* Waits for its end. */
void guest_await_end(Guest *guest);
