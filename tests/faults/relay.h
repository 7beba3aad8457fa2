/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program that stands between the harness and a QEMU: it starts that QEMU, and passes on what is said on the monitor and on the wire,
 * line by line.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* Where the harness has its ends. */
enum { QMP_FD = 3, WIRE_FD = 4 };

/* What becomes of each line; a line without its end. */
typedef struct {
        void (*from_client)(const char *line); /* of the monitor's client: it has been passed on already, as it is */
        void (*from_server)(const char *line); /* what the monitor says, to be passed on by relay_say() */
        void (*from_host)(
                const char *line); /* for the guest: relay_say_on(relay_guest, ...); NULL: the wire is left alone */
        void (*from_guest)(const char *line); /* for the host: relay_say_on(WIRE_FD, ...) */
        void (*at_end)(void);                 /* the monitor is gone; NULL: nothing to do */
} Relay;

extern int relay_guest; /* the guest's end of a wire that passes through here */

/* Runs that QEMU, relays until it or its client has gone, and gives its status as waitpid(2) does. A mortal one dies of SIGTERM; others
 * hand it on. -1 if it cannot be started. */
int relay_run(char **argv, const Relay *relay, gboolean mortal);

/* Says a line to the monitor's client, or at that end of a wire. */
void relay_say(const char *line);
void relay_say_on(int fd, const char *line);
