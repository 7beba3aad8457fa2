/* SPDX-License-Identifier: BSD-2-Clause */
#include "frames.h"

enum { WORD = 8, FRAME_MAX = 1 << 20 }; /* bytes */

static gboolean leads_up(guint64 from, guint64 to) {
        return to > from && to - from <= FRAME_MAX;
}

/* The frame of the caller if the innermost function calls none, and its frame has no return address; otherwise the same. */
static guint64 leave_leaf(const TckFrames *form, guint64 frame, guint64 link, TckReadWord read, gpointer data) {
        guint64 word;

        return form->leaves && link && read(data, frame + (guint64) form->caller, &word) && word != link &&
                               leads_up(frame, word)
                       ? word
                       : frame;
}

guint tck_frames_walk(const TckFrames *form, guint64 frame, guint64 link, TckReadWord read, gpointer data,
                      guint64 *ret_addresses, guint max) {
        guint64 next;
        guint count = 0;

        frame = leave_leaf(form, frame, link, read, data);
        while (count < max && frame % WORD == 0 && read(data, frame + (guint64) form->previous, &next)) {
                if (form->in_callers && !leads_up(frame, next))
                        break;
                if (!read(data, (form->in_callers ? next : frame) + (guint64) form->caller, &ret_addresses[count]))
                        break;
                count++;
                if (!leads_up(frame, next))
                        break;
                frame = next;
        }
        return count;
}
