/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared by the implementations of check.h.
 */
#pragma once

#define TCK_CHECK_PRIVATE

#include "check.h"
#include "check_end.h"
#include "incident.h"
#include "wait.h"

/* The operations that the common functions need from a hypervisor: a table for QEMU (check_qemu.c), one for libvirt
 * (check_libvirt.c), one in each vmm_NAME.c. */
typedef struct {
        const char *name; /* of the program, in verdicts */

        /* Skips the case if one of its needs is not met. */
        void (*check_needs)(Tck *t);

        /* The current guest's wire; NULL before there is one. */
        TckProbe *(*probe)(const Tck *t);

        /* The hypervisor's process id; 0 if it is not known, or there is none yet. */
        GPid (*process)(const Tck *t);

        /* Waits until that time for messages of the guest or the hypervisor, and reads them. FALSE with t->error, which is
         * TCK_ERROR_CLOSED if the hypervisor is gone: all messages have been read then. */
        gboolean (*pump)(Tck *t, gint64 until);

        /* The guest's state, which begins with "running" if it runs, after all earlier events have arrived. NULL if
         * it cannot be found out, with a verdict if that means something. Free with g_free(). */
        char *(*settle)(Tck *t);

        /* Makes sure that all events up to now have arrived, or gives a verdict; `expected` says what the case awaits. */
        void (*fence)(Tck *t, const char *expected);

        /* The oldest event that has arrived and that the case has not expected yet. NULL if there is none. Free with g_free(). */
        char *(*take_event)(Tck *t);

        /* Awaits the probe's hello with that number. */
        gboolean (*await_hello)(Tck *t, guint number, GError **error);

        /* Gives the verdict on t->error; `expected` says what the case awaited. */
        void (*trouble)(Tck *t, const char *expected);

        /* The positive control, see tck_control(). */
        void (*control)(Tck *t);

        /* Sends the hypervisor a signal; NULL if it is a child process. */
        void (*kill)(Tck *t, int number);

        /* Checks that the guest is in a state that a case may leave, or gives a verdict; afterwards all earlier events have arrived. */
        void (*check_left)(Tck *t);

        /* The same for the hypervisor, after no event is left. NULL: nothing to check. */
        void (*check_at_last)(Tck *t);

        /* Awaits the hypervisor's end: its status as waitpid(2) gives it, or -1 if it is not known. All messages of it and the guest
         * have arrived then. FALSE, perhaps without an error, also if none was started. */
        gboolean (*wait_exit)(Tck *t, gint64 deadline, int *ret_status, GError **error);

        /* Adds how the hypervisor ended to the error: only for check_child_trouble(). */
        void (*explain_end)(Tck *t, GError **error);

        /* Saves the guest's screen as a PNG by that time, which does not change t->error: as tck_screen_take() does. NULL: its guests have none. */
        gboolean (*take_screen)(Tck *t, const char *path, gint64 deadline, gboolean *ret_taken, GError **error);

        /* Reads what remains for the incident's record, and releases the case's resources. FALSE with t->error if its evidence
         * is incomplete. */
        gboolean (*clear)(Tck *t);
} CheckHypervisor;

struct Tck {
        const TckCase *tested;
        const TckVmSpec *spec; /* of its VM, unless that is QEMU's own */
        const TckArch *arch;   /* of its guest */
        const CheckHypervisor *hypervisor;
        char *name, *directory; /* of the VM, for its incident and for its artifacts */
        double timeout;
        gint64 began;
        TckOutcome *outcome;
        gboolean over;
        char *at;                   /* the case's current step by tck_at(), or NULL */
        GError *error;              /* the last error, until there is a verdict on it; NULL */
        guint64 started;            /* the sequence number of the started operation, 0 for none */
        char *operation;            /* the last one started, as it was sent, or NULL */
        gboolean silent;            /* ... which does not answer by itself */
        gboolean idle;              /* the guest has completed all operations, and does nothing by itself */
        guint hellos;               /* the number of hellos that the probe may have sent by now */
        struct wire_message answer; /* the last one; its words belong to the probe */
        TckIncident *incident;      /* the last one reported by events, NULL if there is none */
        gboolean ending;            /* the hypervisor is about to end, according to its last events */
        gboolean ended;             /* it has ended, as the case expected */
        int signalled;              /* the signal that the case has sent it, 0 for none */

        /* QEMU alone */
        TckVm *vm;
        const TckProfile *profile;
        double boot_timeout;
        guint strays;          /* unexpected replies before the case */
        GPtrArray *cores;      /* TckCore * */
        GPtrArray *core_files; /* char *: their paths */

        /* libvirt */
        struct CheckDomain *domain;

        /* another hypervisor */
        gpointer other;
};

/* ---- check_incident.c ---- */

/* Notes the incident of a QEMU event. */
void check_note_incident(Tck *t, JsonObject *event);

/* Describes the incident in a case that failed, from the events, the hypervisor's end, or the console alone. Its
 * record goes to the VM's artifacts. `ended`: the hypervisor has ended, with that status, or -1. `screen`: the screenshot, NULL if there is
 * none. */
void check_tell_incident(Tck *t, gboolean ended, int status, const char *screen);

/* ---- check_screen.c ---- */

/* Saves the screen of a guest that still exists to the VM's artifacts, or a line that says why that failed. The path of the screenshot; NULL if
 * there is none. Free with g_free(). */
char *check_save_screen(Tck *t);

/* ---- check_verdict.c ---- */

/* Formats a function's last arguments as printf(3) does. Free with g_free(). */
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

/* A context without a VM. `name` is the VM's, the folder is for its artifacts. */
Tck *check_new(const TckCase *tested, const CheckHypervisor *hypervisor, double timeout, const char *name,
               const char *directory);

/* Drops the verdict, to be replaced by that on an error at the end. */
void check_reconsider(Tck *t);

/* ---- check_hypervisor.c ---- */

/* The bits that the device has to advertise, if they are known without reading them. */
gboolean check_reported_bits(const Tck *t, const char *channel, guint *ret_bits);

/* The verdict on so many unexpected replies. */
void check_strays(Tck *t, guint count);

/* ---- check_wait.c ---- */

/* The deadline for what is awaited from now on. */
gint64 check_deadline(const Tck *t);

/* A wait for what the guest or QEMU owes. */
typedef struct {
        TckPatience patience;
        gboolean looked;
        guint64 ran; /* QEMU's CPU time when it was last found silent */
} CheckWait;

CheckWait check_begin_wait(const Tck *t);

/* Reads messages for a moment. FALSE with t->error; if QEMU is gone, everything that it sent has been read. */
gboolean check_pump(Tck *t, CheckWait *wait);

/* Whether t->error only means that nothing has arrived for a while, before the deadline. */
gboolean check_only_quiet(Tck *t, const CheckWait *wait);

/* Verdicts on t->error; `expected` says what the case awaited. Each takes ownership of the error.
 *
 * Depending on the hypervisor: see CheckHypervisor. If a hypervisor that is a child process ended by itself, unexpectedly, that is a
 * FAIL; everything else is an ERROR. */
void check_trouble(Tck *t, const char *expected);
void check_child_trouble(Tck *t, const char *expected);

/* A refusal by the hypervisor is a FAIL. */
void check_refused_or_trouble(Tck *t, const char *expected);

/* A FAIL, or an ERROR, for any error. */
void check_fail_by_error(Tck *t, const char *expected);
void check_give_up_by_error(Tck *t, const char *expected);

/* Whether t->error means that the hypervisor, a child process, ended by itself, unexpectedly. */
gboolean check_ended_by_itself(Tck *t);

/* Whether another process than the kit ended the hypervisor. */
gboolean check_ended_from_outside(const Tck *t, int status);

/* ---- check_monitor.c ---- */

/* The return value of a command that has to succeed; NULL after a verdict. Takes ownership of the arguments. */
JsonNode *check_execute(Tck *t, const char *command, JsonObject *arguments);

/* Whether its data has exactly these members, in the form of tck_expect_event(). */
gboolean check_has_members(JsonObject *event, const char *members);

/* For QEMU's table. If QEMU has ended or does not answer, its last events are left in the queue. */
char *check_settle(Tck *t);
char *check_take_event(Tck *t);
void check_fence(Tck *t, const char *expected);

/* ---- check_control.c ---- */

/* The guest can use its ports: the scratch register of the console's UART, which is not used otherwise, keeps a written value. */
void check_control_ports(Tck *t);

/* Whether the channel of the VM or domain is one that needs no device: it is there in any case. */
gboolean check_is_always_there(const Tck *t);

/* The control for QEMU alone; and that for a VM with further cases, unless one has done it already. */
void check_control_qemu(Tck *t);
void check_prove(Tck *t);

/* ---- check_needs.c ---- */

void check_needs_of_qemu(Tck *t);

/* Checks the version that the case needs, of a program with that name and version. */
void check_need_version(Tck *t, const char *what, guint version, const char *text);

/* ---- check_memory.c ---- */

/* The verdict on an error with a core: a refusal or a mistake by QEMU is a FAIL; an obstacle outside QEMU is not. */
void check_core_trouble(Tck *t, const char *expected);

/* Closes the cores. */
void check_end_cores(Tck *t);

/* ---- check_guest.c ---- */

/* The verdict on a probe that sent a line that violates the protocol. */
void check_garbage(Tck *t);

/* Expects another hello of the probe, as `expected` says. A started operation is void. */
void check_expect_hello(Tck *t, const char *expected);
