/* SPDX-License-Identifier: BSD-2-Clause */
#include "check_private.h"

#include "check_psw.h"

#include <string.h>

#include "arch.h"
#include "json.h"

enum { RESTARTED = 0x10000, RUNNING_LOOKS = 100 };

void tck_start_psw(Tck *t, guint64 mask, guint64 address) {
        tck_start(t, "psw %#" G_GINT64_MODIFIER "x %#" G_GINT64_MODIFIER "x", mask, address);
        t->silent = TRUE;
}

/* JSON's numbers are read as int64_t. */
void tck_expect_disabled_wait(Tck *t, const char *action, guint cpu, guint64 mask, guint64 address) {
        g_autofree char *members =
                g_strdup_printf("action=%s info.type=s390 info.core=%u info.psw-mask=%" G_GINT64_FORMAT
                                " info.psw-addr=%" G_GINT64_FORMAT " info.reason=disabled-wait",
                                action, cpu, (gint64) mask, (gint64) address);

        tck_expect_event(t, "GUEST_PANICKED", members);
}

void tck_wake(Tck *t, guint64 address) {
        tck_command(t, "inject-nmi", NULL);
        tck_expect_finished(t);
        tck_expect_number(t, "the interruption that ends a wait", tck_number(t, 0), RESTARTED);
        tck_expect_number(t, "the address at which the CPU waited", tck_number(t, 1), address);
}

/* ---- the monitor's registers ---- */

/* The text that follows CPU#N in the answer, up to the next CPU's. NULL if there is none. Free with g_free(). */
static char *registers_of(const char *text, guint cpu) {
        g_autofree char *header = g_strdup_printf("CPU#%u\r", cpu);
        const char *at = strstr(text, header), *end = at ? strstr(at + 1, "CPU#") : NULL;

        return !at ? NULL : end ? g_strndup(at, (gsize) (end - at)) : g_strdup(at);
}

typedef struct {
        guint64 mask, address;
} Psw;

static gboolean read_psw(const char *text, guint cpu, Psw *ret_psw) {
        g_autofree char *registers = registers_of(text, cpu);
        const char *end = registers ? registers + strlen(registers) : NULL;

        return registers && tck_register_value(registers, end, "PSW=mask ", 16, &ret_psw->mask) &&
               tck_register_value(registers, end, " addr ", 16, &ret_psw->address);
}

/* The monitor's text, taken while the guest is stopped. Free with g_free(). */
static char *look(Tck *t) {
        g_autoptr(JsonNode) answer = NULL;

        tck_command(t, "stop", NULL);
        tck_expect_event(t, "STOP", "");
        if (t->started)
                tck_expect_unfinished(t);
        if (!t->over)
                answer = check_execute(t, "human-monitor-command",
                                       qmp_strings("command-line", "info registers -a", NULL));
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        if (!t->over && json_node_get_value_type(answer) != G_TYPE_STRING)
                tck_fail(t, "the monitor to describe the CPUs", "no text");
        return t->over ? g_strdup("") : g_strdup(json_node_get_string(answer));
}

void tck_await_psw(Tck *t, guint cpu, guint64 mask, guint64 address) {
        gint64 last = check_deadline(t);
        gboolean there = FALSE;

        while (!t->over && !there) {
                g_autofree char *text = look(t);
                Psw psw;

                there = read_psw(text, cpu, &psw) && psw.mask == mask && psw.address == address;
                if (!there && !t->over && g_get_monotonic_time() >= last)
                        tck_give_up(t,
                                    "CPU %u has not loaded the PSW with address 0x%" G_GINT64_MODIFIER
                                    "x that it was sent",
                                    cpu, address);
        }
}

void tck_expect_cpu_runs(Tck *t, guint cpu) {
        g_autofree char *expected = g_strdup_printf("CPU %u to run", cpu);
        Psw first = {0}, now = {0};

        for (guint i = 0; i < RUNNING_LOOKS && !t->over; i++) {
                g_autofree char *text = look(t);

                if (!t->over && !read_psw(text, cpu, &now))
                        tck_give_up(t, "the monitor tells no PSW of CPU %u", cpu);
                if (i == 0)
                        first = now;
                if (now.mask & TCK_PSW_WAIT || now.address != first.address)
                        return;
        }
        if (!t->over)
                tck_fail(t, expected, "that it stays at 0x%" G_GINT64_MODIFIER "x", first.address);
}
