/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations of the guest, and their answers. */
#include "check_private.h"

#include <string.h>

#include "error.h"
#include "pvpanic.h"
#include "symbols.h"
#include "wait.h"

static void start(Tck *t, const char *command) {
        t->idle = t->silent = FALSE;
        g_free(t->operation);
        t->operation = g_strdup(command);
        if (!t->over && !t->hypervisor->probe(t))
                tck_give_up(t, "the case did not start the guest that it asks to %s", command);
        if (!t->over && !tck_probe_send(t->hypervisor->probe(t), command, &t->started, &t->error))
                check_trouble(t, command);
}

void tck_start(Tck *t, const char *format, ...) {
        g_autofree char *command = CHECK_TEXT(format);

        start(t, command);
}

static char *answer_text(const struct wire_message *answer) {
        g_autoptr(GString) text = g_string_new(answer->kind == WIRE_FAULT ? "exception" : "error");

        for (size_t i = 0; i < answer->count; i++)
                g_string_append_printf(text, " %s", answer->value[i]);
        return g_strdup(text->str);
}

void check_garbage(Tck *t) {
        tck_give_up(t, "the guest sent a line on the wire that is not an answer: \"%s\"",
                    t->hypervisor->probe(t)->garbage);
}

/* The verdict on the last operation, which was expected to end so. */
static void fail_operation(Tck *t, const char *end, const char *seen) {
        g_autofree char *expected = g_strdup_printf("the guest's operation \"%s\" to %s", t->operation, end);

        tck_fail(t, expected, "%s", seen);
}

/* A stopped guest does not complete its operation. */
static void check_that_it_runs(Tck *t) {
        g_autofree char *status = t->hypervisor->settle(t);
        g_autofree char *seen = NULL;

        if (t->over || !status || g_str_has_prefix(status, "running") || t->hypervisor->probe(t)->answers.length)
                return;
        seen = g_strdup_printf("a guest in state %s", status);
        fail_operation(t, "complete", seen);
}

/* Waits for the answer to the operation, whatever it is, and stores it in t->answer. FALSE after a verdict. */
static gboolean await_answer(Tck *t) {
        TckProbe *probe = t->hypervisor->probe(t);
        CheckWait wait = check_begin_wait(t);

        while (!t->over && !tck_probe_next(probe, &t->answer)) {
                if (probe->hellos > t->hellos && tck_probe_before_hello(probe, t->started, &t->answer))
                        break;
                if (probe->hellos > t->hellos)
                        fail_operation(t, "complete", "that the guest restarted");
                else if (probe->garbage)
                        check_garbage(t);
                else if (check_pump(t, &wait))
                        continue;
                else if (check_only_quiet(t, &wait))
                        check_that_it_runs(t);
                else if (!probe->answers.length)
                        check_trouble(t, "the probe's answer");
                g_clear_error(&t->error);
        }
        if (!t->over && t->answer.number != t->started)
                tck_give_up(t,
                            "the probe answered command 0x%" G_GINT64_MODIFIER "x, not 0x%" G_GINT64_MODIFIER
                            "x, which it was asked last",
                            t->answer.number, t->started);
        if (t->over)
                return FALSE;
        t->started = 0;
        t->idle = TRUE;
        return TRUE;
}

void tck_expect_finished(Tck *t) {
        gboolean good = !await_answer(t) || t->answer.kind == WIRE_OK;
        g_autofree char *text = good ? NULL : answer_text(&t->answer);

        if (text)
                fail_operation(t, "succeed", text);
}

gboolean tck_await(Tck *t) {
        TckProbe *probe = t->hypervisor->probe(t);
        CheckWait wait = check_begin_wait(t);

        while (!t->over && !probe->answers.length) {
                g_autofree char *status = NULL;

                if (check_pump(t, &wait) || probe->answers.length)
                        continue;
                if (!check_only_quiet(t, &wait) && !g_error_matches(t->error, TCK_ERROR, TCK_ERROR_CLOSED)) {
                        check_trouble(t, "the operation to complete, or QEMU to end");
                        return FALSE;
                }
                g_clear_error(&t->error);
                status = t->hypervisor->settle(t);
                if (!(status && g_str_has_prefix(status, "running")) && !probe->answers.length)
                        return FALSE;
        }
        tck_expect_finished(t);
        return !t->over;
}

size_t tck_values(const Tck *t) {
        return t->over ? 0 : t->answer.count;
}

const char *tck_text(Tck *t, size_t place) {
        if (!t->over && place < t->answer.count)
                return t->answer.value[place];
        tck_give_up(t, "the probe's answer has no value %zu", place);
        return "";
}

guint64 tck_number(Tck *t, size_t place) {
        const char *text = tck_text(t, place);
        guint64 value = 0;

        if (!t->over && !wire_number(text, &value))
                tck_give_up(t, "the probe answered %s, which is not a number", text);
        return value;
}

size_t tck_bytes(Tck *t, size_t place, guint8 *ret_bytes, size_t size) {
        const char *text = tck_text(t, place);
        size_t length = 0;

        if (!t->over && !wire_bytes(text, ret_bytes, size, &length))
                tck_give_up(t, "the probe answered %s, which is not a text of up to %zu bytes", text, size);
        return t->over ? 0 : length;
}

/* The answer is neither success nor the permitted error. */
static void fail_answer(Tck *t, const char *command, const char *reason) {
        g_autofree char *expected = g_strdup_printf("%s to be answered with error %s", command, reason);
        g_autofree char *text = answer_text(&t->answer);

        tck_fail(t, expected, "%s", text);
}

gboolean tck_try(Tck *t, const char *reason, const char *format, ...) {
        g_autofree char *command = CHECK_TEXT(format);

        start(t, command);
        if (!await_answer(t))
                return FALSE;
        if (t->answer.kind != WIRE_OK && !(t->answer.kind == WIRE_ERROR && g_str_equal(t->answer.value[0], reason)))
                fail_answer(t, command, reason);
        return t->answer.kind == WIRE_OK;
}

void tck_expect_error(Tck *t, const char *reason, const char *format, ...) {
        g_autofree char *command = CHECK_TEXT(format);

        if (tck_try(t, reason, "%s", command))
                fail_answer(t, command, reason);
}

void tck_expect_fault(Tck *t, guint vector, const char *format, ...) {
        g_autofree char *command = CHECK_TEXT(format), *expected = NULL, *text = NULL;
        guint64 seen = 0;

        start(t, command);
        if (!await_answer(t) ||
            (t->answer.kind == WIRE_FAULT && wire_number(t->answer.value[0], &seen) && seen == vector))
                return;
        expected = g_strdup_printf("%s to raise exception 0x%x", command, vector);
        text = t->answer.kind == WIRE_OK ? g_strdup("that it did not") : answer_text(&t->answer);
        tck_fail(t, expected, "%s", text);
}

guint64 tck_cpu_info(Tck *t, guint cpu, const char *key) {
        g_autofree char *prefix = g_strdup_printf("%s=", key);
        guint64 value = 0;

        tck_do(t, "on %u info", cpu);
        for (size_t i = 0; i < tck_values(t); i++)
                if (g_str_has_prefix(t->answer.value[i], prefix) &&
                    wire_number(t->answer.value[i] + strlen(prefix), &value))
                        return value;
        tck_give_up(t, "the probe's info has no %s", key);
        return 0;
}

guint64 tck_info(Tck *t, const char *key) {
        return tck_cpu_info(t, 0, key);
}

void tck_interrupt(Tck *t) {
        if (!t->over && !tck_probe_nudge(t->hypervisor->probe(t), &t->error))
                check_trouble(t, "the probe to be interrupted");
        tck_expect_finished(t);
}

void tck_expect_unfinished(Tck *t) {
        TckProbe *probe = t->hypervisor->probe(t);

        if (t->over)
                return;
        if (!tck_probe_pump(probe, &t->error))
                check_trouble(t, "a guest that is stopped");
        else if (probe->answers.length)
                tck_fail(t, "a guest that is stopped", "its operation complete");
}

void tck_do(Tck *t, const char *format, ...) {
        g_autofree char *command = CHECK_TEXT(format);

        start(t, command);
        tck_expect_finished(t);
}

guint64 tck_ask(Tck *t, const char *format, ...) {
        g_autofree char *command = CHECK_TEXT(format);

        start(t, command);
        tck_expect_finished(t);
        return tck_number(t, 0);
}

void tck_order(Tck *t, const char *operation) {
        start(t, operation);
        tck_expect_finished(t);
        t->idle = FALSE;
}

char *tck_describe(Tck *t, guint64 address) {
        g_autofree char *path = t->vm ? tck_qemu_symbols_file(t->vm->qemu, t->vm->config.boot) : NULL;
        g_autoptr(TckSymbols) symbols = t->over || !path ? NULL : tck_symbols_open(path, NULL);
        guint64 image = symbols ? tck_info(t, "image") : 0;

        return symbols && !t->over ? tck_symbols_describe(symbols, address, image - tck_symbols_start(symbols)) : NULL;
}

guint64 tck_read_port(Tck *t) {
        return tck_ask(t, "in 1 %#x", tck_port(t));
}

void tck_start_write_port(Tck *t, guint value) {
        tck_start(t, "out 1 %#x %#x", tck_port(t), value);
}

void tck_write_port(Tck *t, guint value) {
        tck_start_write_port(t, value);
        tck_expect_finished(t);
}

void check_expect_hello(Tck *t, const char *expected) {
        if (t->over)
                return;
        t->started = 0;
        if (!t->hypervisor->await_hello(t, ++t->hellos, &t->error))
                check_trouble(t, expected);
}

void tck_expect_hello(Tck *t) {
        check_expect_hello(t, "the probe to restart");
}
