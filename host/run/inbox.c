/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbox.h"

#include "waiver.h"

typedef struct {
        TckInbox *inbox;
        guint slot;
        char *activity; /* NULL: the worker is idle */
        TckResult *result;
        gboolean end;
} Message;

/* The journal gets what was seen. Applies the profile, then the user's waivers, which may be others in a later run. */
static void take_result(TckRun *run, TckResume *resume, TckResult *result) {
        tck_resume_put(resume, run, result);
        tck_result_hold(result);
        if (run->waivers)
                tck_waivers_apply(run->waivers, result, run->strict);
        g_ptr_array_add(run->results, result);
}

static gboolean deliver(gpointer data) {
        Message *message = data;
        TckInbox *inbox = message->inbox;

        if (message->result)
                take_result(inbox->run, inbox->resume, message->result);
        for (guint i = 0; i < inbox->reports->len; i++) {
                TckReport *report = inbox->reports->pdata[i];

                if (message->result && report->result)
                        report->result(report, inbox->run, message->result);
                else if (!message->result && report->activity)
                        report->activity(report, message->slot, message->activity);
        }
        inbox->workers -= message->end ? 1 : 0;
        g_free(message->activity);
        g_free(message);
        return G_SOURCE_REMOVE;
}

static void post(Message message) {
        g_idle_add_full(G_PRIORITY_DEFAULT, deliver, g_memdup2(&message, sizeof message), NULL);
}

void tck_inbox_put_activity(TckInbox *inbox, guint slot, const char *text) {
        post((Message){.inbox = inbox, .slot = slot, .activity = g_strdup(text)});
}

void tck_inbox_put_result(TckInbox *inbox, guint slot, TckResult *result) {
        post((Message){.inbox = inbox, .slot = slot, .result = result});
}

void tck_inbox_put_end(TckInbox *inbox, guint slot) {
        post((Message){.inbox = inbox, .slot = slot, .end = TRUE});
}

void tck_inbox_take_all(TckInbox *inbox, guint workers) {
        inbox->workers = workers;
        while (inbox->workers)
                g_main_context_iteration(NULL, TRUE);
}
