/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of check.h have in common.
 */
#pragma once

#define TCK_CHECK_PRIVATE

#include "check.h"
#include "check_end.h"
#include "incident.h"
#include "wait.h"

/* What the verbs that are the same for every hypervisor need of one: a table for QEMU (check_qemu.c), one for libvirt
 * (check_libvirt.c), one in each vmm_NAME.c. */
typedef struct {
        const char *name; /* of the program, in verdicts */

        /* The case is not tested where something that it needs is not there. */
        void (*check_needs)(Tck *t);

        /* The wire of the guest that there is now; NULL before there is one. */
        TckProbe *(*probe)(const Tck *t);

        /* The hypervisor's process; 0 if that cannot be told, or there is none yet. */
        GPid (*process)(const Tck *t);

        /* Waits until that moment for the guest, or who runs it, to say something, and takes it in. FALSE with t->error, which is
         * TCK_ERROR_CLOSED if the hypervisor is gone: all that it and the guest had said is in then. */
        gboolean (*pump)(Tck *t, gint64 until);

        /* The state of the guest, which begins with "running" if it runs, once all that was told on the way to it is in. NULL if
         * there is none to be had, with a verdict where that says something. Free with g_free(). */
        char *(*settle)(Tck *t);

        /* All events that were told of up to now are in, or there is a verdict: the case awaits what `expected` says. */
        void (*fence)(Tck *t, const char *expected);

        /* The oldest event that the case has not accounted for, of those that are in. NULL if there is none. Free with g_free(). */
        char *(*take_event)(Tck *t);

        /* Awaits the probe's hello of that number. */
        gboolean (*await_hello)(Tck *t, guint number, GError **error);

        /* The verdict on what broke, t->error, while the case awaited what `expected` says. */
        void (*trouble)(Tck *t, const char *expected);

        /* Shows that what the guest says is heard, as tck_control() does. */
        void (*control)(Tck *t);

        /* Sends the hypervisor a signal; NULL where it is a child. */
        void (*kill)(Tck *t, int number);

        /* Whether the guest is as a case has to leave it, or a verdict; all that was told up to now is in afterwards. */
        void (*check_left)(Tck *t);

        /* The same of who runs the guest, once no event is left. NULL: there is nothing to look at. */
        void (*check_at_last)(Tck *t);

        /* Awaits the hypervisor's end: its status as waitpid(2) has it, or -1 where that cannot be told. All that it and the guest said
         * is in then. FALSE, perhaps without an error, also where none was started. */
        gboolean (*wait_exit)(Tck *t, gint64 deadline, int *ret_status, GError **error);

        /* Has the error of one that has ended say how: for check_child_trouble() alone. */
        void (*explain_end)(Tck *t, GError **error);

        /* Takes in what is there still to tell an incident by, and gives up what the case had. FALSE with t->error if its evidence
         * is not complete. */
        gboolean (*clear)(Tck *t);
} CheckHypervisor;

struct Tck {
        const TckCase *tested;
        const CheckHypervisor *hypervisor;
        char *name, *directory; /* of the VM, for its incident and for its artifacts */
        double timeout;
        gint64 began;
        TckOutcome *outcome;
        gboolean over;
        char *at;                   /* what the case is at, NULL for nothing that it has said */
        GError *error;              /* what broke in what the case did last, until there is a verdict on it; NULL */
        guint64 started;            /* the sequence number of the operation begun, 0 for none */
        gboolean idle;              /* the guest has done all that it was asked: of itself it does nothing */
        guint hellos;               /* how often the probe may have said hello by now */
        struct wire_message answer; /* the last; its words belong to the probe */
        TckIncident *incident;      /* that the events told of last, NULL if none */
        gboolean ending;            /* the hypervisor is about to end, by what it told last */
        gboolean ended;             /* it has, as the case expected */
        int signalled;              /* the signal that the case sent it, 0 for none */

        /* QEMU alone */
        TckVm *vm;
        const TckProfile *profile;
        double boot_timeout;
        guint strays;          /* replies that no command asked for, before the case */
        GPtrArray *cores;      /* TckCore * */
        GPtrArray *core_files; /* char *: their paths */

        /* libvirt */
        struct CheckDomain *domain;

        /* another hypervisor */
        gpointer other;
};

/* ---- check_incident.c ---- */

/* Keeps what an event of QEMU's says of an incident. */
void check_note_incident(Tck *t, JsonObject *event);

/* What became of the guest in a case that came out badly: told by the events, by the hypervisor's end, or by the console alone. Its
 * record goes to the VM's artifacts. `ended`: the hypervisor has, with that status, or -1. */
void check_tell_incident(Tck *t, gboolean ended, int status);

/* ---- check_verdict.c ---- */

/* The text that a function's last arguments make, as printf(3) does. Free with g_free(). */
#define CHECK_TEXT(format)                                    \
        ({                                                    \
                va_list arguments_;                           \
                g_autofree char *text_ = NULL;                \
                                                              \
                va_start(arguments_, format);                 \
                text_ = g_strdup_vprintf(format, arguments_); \
                va_end(arguments_);                           \
                g_steal_pointer(&text_);                      \
        })

/* A context without a VM. The name is the VM's, the folder is for what it leaves. */
Tck *check_new(const TckCase *tested, const CheckHypervisor *hypervisor, double timeout, const char *name,
               const char *directory);

/* Drops the verdict that has fallen: something that broke at the end replaces it. */
void check_reconsider(Tck *t);

/* ---- check_hypervisor.c ---- */

/* The bits that the device has to advertise, if they are known without asking it. */
gboolean check_told_bits(const Tck *t, const char *channel, guint *ret_bits);

/* So many replies came that no command asked for. */
void check_strays(Tck *t, guint count);

/* ---- check_wait.c ---- */

/* When what is awaited from now on has to have come. */
gint64 check_deadline(const Tck *t);

/* A wait for what the guest or QEMU owes. */
typedef struct {
        TckPatience patience;
        gboolean looked;
        guint64 ran; /* QEMU's CPU time when the silence was last taken for one */
} CheckWait;

CheckWait check_begin_wait(const Tck *t);

/* Takes in what comes, for a moment. FALSE with t->error, after which nothing that was sent is on its way any more if QEMU has gone. */
gboolean check_pump(Tck *t, CheckWait *wait);

/* Whether nothing came for a while, and there is time left to wait on: that is no error then. */
gboolean check_only_quiet(Tck *t, const CheckWait *wait);

/* Verdicts on what broke, t->error, while the case awaited what `expected` says. Each takes the error.
 *
 * By what the hypervisor is: see CheckHypervisor. One that is a child and went away by itself, though the case did not ask for it, is a
 * FAIL; all else is an ERROR. */
void check_trouble(Tck *t, const char *expected);
void check_child_trouble(Tck *t, const char *expected);

/* What the hypervisor refuses is a FAIL. */
void check_refused_or_trouble(Tck *t, const char *expected);

/* A FAIL, or an ERROR, whatever it is. */
void check_fail_by_error(Tck *t, const char *expected);
void check_give_up_by_error(Tck *t, const char *expected);

/* Whether t->error is that the hypervisor, a child, went away by itself, though the case did not ask for it. */
gboolean check_ended_by_itself(Tck *t);

/* Whether somebody other than the case made an end of the hypervisor. */
gboolean check_ended_from_outside(const Tck *t, int status);

/* ---- check_monitor.c ---- */

/* The value of a command that has to succeed; NULL after a verdict. Takes the arguments over. */
JsonNode *check_execute(Tck *t, const char *command, JsonObject *arguments);

/* Whether its data has just these members, as tck_expect_event() has them. */
gboolean check_has_members(JsonObject *event, const char *members);

/* For QEMU's table. A status that cannot be had, because QEMU has ended or answers no more, leaves its last events in the queue. */
char *check_settle(Tck *t);
char *check_take_event(Tck *t);
void check_fence(Tck *t, const char *expected);

/* ---- check_control.c ---- */

/* The guest reaches its ports: the scratch register of the console's UART, which nothing else uses, keeps what is written to it. */
void check_control_ports(Tck *t);

/* The control of QEMU alone; and that of a VM that goes on to other cases, unless one has shown it already. */
void check_control_qemu(Tck *t);
void check_prove(Tck *t);

/* ---- check_needs.c ---- */

void check_needs_of_qemu(Tck *t);

/* The version that the case needs, of what is called so and has that version. */
void check_need_version(Tck *t, const char *what, guint version, const char *text);

/* ---- check_memory.c ---- */

/* The verdict on what broke with a core: what QEMU refuses, or does wrong, is a FAIL; what stands in its way is not. */
void check_core_trouble(Tck *t, const char *expected);

/* Closes the cores. */
void check_end_cores(Tck *t);

/* ---- check_guest.c ---- */

/* The verdict on a probe that sent a line that is not one of the protocol. */
void check_garbage(Tck *t);

/* The probe says hello once more, which is what `expected` says. The operation begun, if any, is void. */
void check_expect_hello(Tck *t, const char *expected);
