/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbox.h"

#include "waiver.h"

struct TckInbox {
        TckRun *run;
        const GPtrArray *reports;
        GMainLoop *loop;
        guint workers; /* that have not ended */
};

typedef struct {
        TckInbox *inbox;
        guint slot;
        char *activity;
        TckResult *result;
        gboolean end;
} Message;

TckInbox *tck_inbox_new(TckRun *run, const GPtrArray *reports) {
        TckInbox *inbox = g_new0(TckInbox, 1);

        inbox->run = run;
        inbox->reports = reports;
        inbox->loop = g_main_loop_new(NULL, FALSE);
        return inbox;
}

void tck_inbox_free(TckInbox *inbox) {
        if (!inbox)
                return;
        g_main_loop_unref(inbox->loop);
        g_free(inbox);
}

/* The user's waivers have their say after the profile. */
static void take_result(TckRun *run, TckResult *result) {
        tck_result_hold(result, run->profile);
        if (run->waivers)
                tck_waivers_apply(run->waivers, result, run->strict);
        g_ptr_array_add(run->results, result);
}

static gboolean deliver(gpointer data) {
        Message *message = data;
        TckInbox *inbox = message->inbox;

        if (message->result)
                take_result(inbox->run, message->result);
        for (guint i = 0; i < inbox->reports->len; i++) {
                TckReport *report = inbox->reports->pdata[i];

                if (message->result)
                        report->result(report, inbox->run, message->result);
                else
                        report->activity(report, message->slot, message->activity);
        }
        if (message->end && --inbox->workers == 0)
                g_main_loop_quit(inbox->loop);
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
        g_main_loop_run(inbox->loop);
}
