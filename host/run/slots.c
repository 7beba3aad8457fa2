/* SPDX-License-Identifier: BSD-2-Clause */
#include "slots.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wait.h"

struct TckSlots {
        int fd;
        gint own; /* slots at hand: the first one */
};

TckSlots *tck_slots_new(int fd) {
        TckSlots *slots = g_new0(TckSlots, 1);

        *slots = (TckSlots){.fd = fd, .own = 1};
        return slots;
}

void tck_slots_free(TckSlots *slots) {
        if (!slots)
                return;
        close(slots->fd);
        g_free(slots);
}

static gboolean tell(const TckSlots *slots, char what) {
        return send(slots->fd, &what, 1, MSG_NOSIGNAL) == 1;
}

/* Several threads may wait for the next byte: one of them gets it. */
gboolean tck_slots_take(TckSlots *slots) {
        char byte;
        ssize_t n = -1;

        if (!slots || g_atomic_int_compare_and_exchange(&slots->own, 1, 0))
                return TRUE;
        if (!tell(slots, TCK_SLOT_WANTED))
                return FALSE;
        while (n < 0 && tck_wait_readable(&slots->fd, 1, G_MAXINT64, NULL)) {
                n = recv(slots->fd, &byte, 1, MSG_DONTWAIT);
                if (n < 0 && errno != EAGAIN && errno != EINTR)
                        return FALSE;
        }
        return n == 1;
}

void tck_slots_give_back(TckSlots *slots) {
        if (slots)
                (void) tell(slots, TCK_SLOT_RETURNED);
}
