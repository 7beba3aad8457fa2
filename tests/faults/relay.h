/* SPDX-License-Identifier: BSD-2-Clause */
/* A program between the harness and QEMU: it starts QEMU, and passes on the lines of the monitor and the wire. */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* The harness's ends. */
enum { QMP_FD = 3, WIRE_FD = 4 };

/* What to do with each line, which is passed without its end. */
typedef struct {
        void (*from_client)(
                const char *line); /* from the monitor's client; the line has already been passed on unchanged */
        void (*from_server)(const char *line); /* from the monitor, to be passed on by relay_say() */
        void (*from_host)(
                const char *line); /* to the guest, by relay_say_on(relay_guest, ...); NULL: the wire is not relayed */
        void (*from_guest)(const char *line); /* to the host, by relay_say_on(WIRE_FD, ...) */
        void (*at_end)(void);                 /* the monitor has been closed; NULL: nothing to do */
} Relay;

extern int relay_guest; /* the guest's end of a relayed wire */

/*
 * Runs QEMU, relays until QEMU or its client has ended, and returns its status as waitpid(2) does. A mortal one dies of
 * SIGTERM; others pass the signal on. -1 if it cannot be started.
 */
int relay_run(char **argv, const Relay *relay, gboolean mortal);

/* Sends a line to the monitor's client, or at that end of a wire. */
void relay_say(const char *line);
void relay_say_on(int fd, const char *line);
