/* SPDX-License-Identifier: BSD-2-Clause */
/* Guests under a watch: a QEMU, a probe that is told how to crash, and a watch that only gets the path of a socket. */
#pragma once

#include "child.h"
#include "incident.h"
#include "probe.h"
#include "qmp.h"
#include "qmp_guest.h"

/* Long enough for any event, on a busy machine. */
enum { LAB_SECONDS = 60 };

/* The watch of one guest, and everything that it has reported. */
typedef struct {
        char *directory; /* removed at the end */
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

/* Starts a watch of guests that are booted by UEFI firmware, or directly; a hang is reported after so many seconds. */
Lab *lab_new(gboolean efi, double hang);
void lab_free(Lab *lab);

/* Waits until the watch has attached that many times in all, or has reported that many incidents. */
void lab_await_attached(Lab *lab, guint count);
void lab_await_incidents(Lab *lab, guint count);

/* Asserts that the last incident is of that kind; otherwise prints everything that is known. */
void lab_check_last(Lab *lab, const char *kind);

/* The kinds of all incidents in order, as "panicked hypervisor-killed". Free with g_free(). */
char *lab_kinds(Lab *lab);

/* A guest in QEMU. */
typedef struct {
        TckChild *child;
        TckProbe *probe;
        Qmp *qmp; /* a second monitor, beside the watch's */
} Guest;

/*
 * Starts QEMU, with options for the probe ("agent", "auto=panic") and further words for its command line. The guest
 * does not run until guest_run(), because events before a client has negotiated are lost.
 */
Guest *guest_new(Lab *lab, const char *options, const char *words);

/* Lets it run. */
void guest_run(Guest *guest);

/* Frees it, and kills QEMU if it still runs. */
void guest_free(Guest *guest);

/* Awaits the hello. The next functions send the probe a command, and await its answer, which has to be "ok". */
void guest_await_hello(Guest *guest);
void guest_do(Guest *guest, const char *command);

/* Awaits the answer to a command that was started, which has to be "ok". */
void guest_await_answer(Guest *guest);

/* Starts a command that may not return. */
void guest_start(Guest *guest, const char *command);

/* Waits for its end. */
void guest_await_end(Guest *guest);
