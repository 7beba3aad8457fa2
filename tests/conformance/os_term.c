/* SPDX-License-Identifier: BSD-2-Clause */
/* How a call of ibm,os-term by the only CPU is reported, with any message and by each way to RTAS, and what is no panic. */
#include <string.h>

#include "os_term.h"
#include "reset.h"

enum { LONG_TEXT = 2000 };

/* ---- the device tree ---- */

static void has_token(Tck *t) {
        if (!rtas_token(t, "ibm,os-term"))
                tck_fail(t, "a token for ibm,os-term", "0");
}

static void is_extended(Tck *t) {
        tck_expect_number(t, "the length of ibm,extended-os-term", tck_ask(t, "rtas-property ibm,extended-os-term"), 0);
}

/* ---- messages ---- */

static void plain(Tck *t) {
        termination_is_reported(t);
}

static void without_message(Tck *t) {
        tck_start(t, "os-term");
        expect_termination(t);
        expect_return(t, 0);
        tck_expect_no_event(t);
}

static void long_message(Tck *t) {
        g_autofree char *text = g_strnfill(LONG_TEXT, 'x');

        tck_start(t, "os-term %s", text);
        expect_termination(t);
        expect_return(t, 0);
        tck_expect_no_event(t);
}

/* Characters that a format, a terminal or a log could take for something else. */
static void odd_message(Tck *t) {
        static const guint64 bytes[] = {G_GUINT64_CONSTANT(0x257325732573256e), G_GUINT64_CONSTANT(0x0a0d1b5b324a0800),
                                        G_GUINT64_CONSTANT(0xfffe80c07f220a00)};
        guint64 token = rtas_token(t, "ibm,os-term"), buffer = tck_info(t, "buffer");

        for (gsize i = 0; i < G_N_ELEMENTS(bytes); i++)
                tck_do(t, "write 8 %#" G_GINT64_MODIFIER "x %#" G_GINT64_MODIFIER "x", buffer + 8 * i, bytes[i]);
        for (gsize i = 0; i < G_N_ELEMENTS(bytes); i++) {
                tck_start(t, "rtas %#" G_GINT64_MODIFIER "x 1 %#" G_GINT64_MODIFIER "x", token, buffer + 8 * i);
                expect_termination(t);
                expect_return(t, 0);
        }
        tck_expect_no_event(t);
}

/* It has no end before that of the guest's memory. */
static void unended_message(Tck *t) {
        guint64 token = rtas_token(t, "ibm,os-term"), end = tck_ram(t);

        tck_do(t, "write 8 %#" G_GINT64_MODIFIER "x 0x6565656565656565", end - 8);
        tck_start(t, "rtas %#" G_GINT64_MODIFIER "x 1 %#" G_GINT64_MODIFIER "x", token, end - 8);
        expect_termination(t);
        expect_return(t, 0);
        tck_expect_no_event(t);
}

static void message_nowhere(Tck *t) {
        guint64 token = rtas_token(t, "ibm,os-term");

        tck_start(t, "rtas %#" G_GINT64_MODIFIER "x 1 0xfffffff0", token);
        expect_termination(t);
        expect_return(t, 0);
        tck_expect_no_event(t);
}

/* ---- the way to RTAS ---- */

static void through_hcall(Tck *t) {
        guint64 token = rtas_token(t, "ibm,os-term"), buffer = tck_info(t, "buffer");

        tck_do(t, "write 8 %#" G_GINT64_MODIFIER "x 0", buffer);
        tck_start(t, "h-rtas %#" G_GINT64_MODIFIER "x 1 %#" G_GINT64_MODIFIER "x", token, buffer);
        expect_termination(t);
        expect_return(t, 1);
        tck_expect_number(t, "what H_RTAS returns", tck_number(t, 0), 0);
        tck_expect_no_event(t);
}

static void each_is_reported(Tck *t) {
        for (int i = 0; i < 3; i++)
                termination_is_reported(t);
}

/* ---- what is refused ---- */

/* Tokens that no service has: 0, and numbers from all over. QEMU takes 10 for a token of its own. */
static const guint32 foreign[] = {0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};

static void unknown_tokens(Tck *t) {
        guint64 buffer = tck_info(t, "buffer");

        for (gsize i = 0; i < G_N_ELEMENTS(foreign); i++) {
                tck_do(t, "rtas %#x 1 %#" G_GINT64_MODIFIER "x", foreign[i], buffer);
                expect_status(t, tck_number(t, 0), RTAS_PARAMETER_ERROR);
                tck_expect_no_event(t);
        }
        tck_expect_status(t, "running");
        termination_is_reported(t);
}

static void unknown_tokens_by_hcall(Tck *t) {
        static const gint64 h_parameter = -4;
        guint64 buffer = tck_info(t, "buffer");

        for (gsize i = 0; i < G_N_ELEMENTS(foreign); i++) {
                tck_do(t, "h-rtas %#x 1 %#" G_GINT64_MODIFIER "x", foreign[i], buffer);
                tck_expect_number(t, "what H_RTAS returns", tck_number(t, 0), (guint64) h_parameter);
                tck_expect_no_event(t);
        }
        tck_expect_status(t, "running");
        termination_is_reported(t);
}

/* ---- what is no panic ---- */

static void other_service(Tck *t) {
        enum { CELLS = 8, YEAR = 1 };

        tck_do(t, "rtas %#" G_GINT64_MODIFIER "x %u", rtas_token(t, "get-time-of-day"), CELLS);
        expect_status(t, tck_number(t, 0), RTAS_SUCCESS);
        if (tck_number(t, YEAR) < 2000)
                tck_fail(t, "get-time-of-day to return the year", "%" G_GUINT64_FORMAT, tck_number(t, YEAR));
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
        termination_is_reported(t);
}

static void power_off(Tck *t) {
        expect_power_off_by_guest(t);
}

/* stop-self by the only CPU: nothing runs any more, and nothing is reported. */
static void stops_itself(Tck *t) {
        tck_control(t);
        tck_order(t, "halt");
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
}

/* ---- resets, and an oops ---- */

static void reset_by_host(Tck *t) {
        tck_start(t, "os-term before the reset");
        expect_termination(t);
        reset_from_outside(t);
        tck_drop_events(t, "RESET");
        termination_is_reported(t);
}

static void reset_by_guest(Tck *t) {
        termination_is_reported(t);
        tck_order(t, "reset");
        expect_reset_by_guest(t);
        termination_is_reported(t);
}

static void oops(Tck *t) {
        tck_do(t, "on-oops panic-os-term");
        tck_order(t, "raise illegal");
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
}

#define CASE(name_, run_, clause_, summary_, ...)                                                         \
        {                                                                                                 \
                .name = "os-term/" name_, .clause = "os-term." clause_, .summary = summary_, .run = run_, \
                .vm = {OS_TERM_VM}, __VA_ARGS__                                                           \
        }

TCK_CASES(CASE("token/named", has_token, "token", "the device tree names the token of ibm,os-term"),
          CASE("token/extended", is_extended, "returns", "the device tree has ibm,extended-os-term"),
          CASE("reported/plain", plain, "reported",
               "ibm,os-term is GUEST_PANICKED without information, stops the guest, and returns to it",
               .mandatory = TRUE),
          CASE("reported/no-message", without_message, "reported", "an empty message is reported alike"),
          CASE("reported/long-message", long_message, "message", "a message of 2000 characters is reported alike"),
          CASE("reported/odd-message", odd_message, "message",
               "messages with conversions, control characters and bytes that are no text are reported alike"),
          CASE("reported/unended-message", unended_message, "message",
               "a message without an end, at the end of memory, is reported alike"),
          CASE("reported/message-nowhere", message_nowhere, "message",
               "a message at an address without memory is reported alike"),
          CASE("reported/each", each_is_reported, "returns", "each of three calls is reported, and returns"),
          CASE("hcall/reported", through_hcall, "hcall", "ibm,os-term by H_RTAS is reported alike"),
          CASE("hcall/unknown-token", unknown_tokens_by_hcall, "unknown",
               "H_RTAS refuses tokens that no service has with H_PARAMETER, and reports nothing"),
          CASE("no-panic/unknown-token", unknown_tokens, "unknown.status",
               "RTAS refuses tokens that no service has with a parameter error, and reports nothing"),
          CASE("no-panic/other-service", other_service, "other", "another service of RTAS reports nothing"),
          CASE("no-panic/power-off", power_off, "power-off", "RTAS's power-off is SHUTDOWN, and no panic",
               .ends = TRUE),
          CASE("no-panic/stops-itself", stops_itself, "stop", "the only CPU stops itself: nothing is reported",
               .ends = TRUE),
          CASE("reset/by-host", reset_by_host, "reset", "after ibm,os-term, system_reset boots the guest anew"),
          CASE("reset/by-guest", reset_by_guest, "reset", "a guest that has reset itself is reported again"),
          CASE("oops/terminates", oops, "reported", "an oops of the guest ends in ibm,os-term", .ends = TRUE))
